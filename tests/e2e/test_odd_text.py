"""A character that PostgreSQL refuses in texts is answered, filed and taught all the same."""

from pathlib import Path

from bot.sandbox import Person, Sandbox

from .driving import run_bot, toast


async def test_a_nul_goes_all_the_way(
    own: Sandbox, person: Person, database_url: str, tmp_path: Path
) -> None:
    curators = await person.control.add_group("Curators", [person])
    settings = {"DATABASE_URL": database_url, "CURATOR_CHAT_ID": str(curators)}
    async with run_bot(own, tmp_path / "bot", **settings) as bot:
        card = await person.ask("谁主\0持了会议？")
        assert "许勤" in card.text
        await toast(person, card, "👎")
        assert "不知道" in (await person.ask("火锅\0辣不辣")).text
        shown = await person.control.replies(curators, after=0, count=2, timeout_seconds=20)
        [item] = [message for message in shown if "辣不辣" in message.text]
        reply = await person.send("很\0辣。", chat_id=curators, reply_to=item.id)
        [draft] = await person.control.replies(curators, after=reply.id, timeout_seconds=20)
        answer = await person.press(draft, "✅ 发布", timeout_seconds=30)
        assert answer is not None
        assert "学会了" in answer["text"]
        assert "辣。" in (await person.ask("火锅辣不辣")).text
        assert (await person.inline("谁\0主持了会议"))["results"]
    assert not [line for line in bot.log if "ERROR" in line or "Traceback" in line]
