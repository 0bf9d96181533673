"""Curators: what is not answered reaches them, and what they teach reaches everybody."""

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.qa.knowledge import default_folder
from bot.sandbox import DEMO_TOKEN, ControlClient, Person, Sandbox
from bot.sandbox.seen import SeenMessage

from .driving import ROOT, BotProcess, entities, labels, run_bot

WRITE, UNREPORTED, DISMISS = "✍️ 写回答", "📰 报道没写", "🗑 忽略"
PUBLISH, CANCEL, UNDO = "✅ 发布", "✖️ 取消", "↩️ 撤销"
UNKNOWN = "不知道"


@dataclass
class Scene:
    """A bot with curators, and people who ask."""

    control: ControlClient
    bot: BotProcess
    chat: int
    curator: Person
    folder: Path
    database_url: str

    async def person(self, language: str = "zh-hans") -> Person:
        return await self.control.add_person("Reader", language_code=language)

    async def ask(self, text: str, *, language: str = "zh-hans") -> SeenMessage:
        """Return what somebody new is answered."""
        return await (await self.person(language)).ask(text)

    async def seen(self, *words: str, chat: int | None = None) -> SeenMessage:
        """Wait for a message of the bot that holds some words, new or edited."""
        async with asyncio.timeout(40):
            while True:
                for message in await self.control.messages(chat or self.chat, sender="bot"):
                    if all(word in message.text for word in words) and not message.is_deleted:
                        return message
                await asyncio.sleep(0.05)

    async def card(self, text: str) -> SeenMessage:
        """Wait for the card of a question."""
        return await self.seen("#", f"\n{text}\n")

    async def write(self, card: SeenMessage, answer: str) -> SeenMessage:
        """Write an answer to a card; return what the bot says to it."""
        return await self.reply(card, answer)

    async def reply(self, to: SeenMessage, text: str) -> SeenMessage:
        sent = await self.curator.send(text, chat_id=self.chat, reply_to=to.id)
        [reply] = await self.control.replies(self.chat, after=sent.id)
        return reply

    async def command(self, *arguments: str) -> str:
        """Run a command of the terminal on the bot's database; return what it prints."""
        inherited = ("PATH", "HOME", "XDG_CACHE_HOME")
        names = {name: os.environ[name] for name in inherited if name in os.environ}
        settings = {"DATABASE_URL": self.database_url, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder.parent,
            env=names | settings | {"KNOWLEDGE_DIR": str(self.folder), "COLUMNS": "200"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        return out.decode()


@asynccontextmanager
async def running(
    folder: Path, database_url: str, *, token: str = DEMO_TOKEN, has_curators: bool = True
) -> AsyncIterator[Scene]:
    async with (
        Sandbox(api_port=0, page_port=None, token=token) as sandbox,
        ControlClient(sandbox.api_url) as control,
    ):
        curator = await control.add_person("Lin", language_code="zh-hans")
        chat = await control.add_group("Curators", [curator])
        settings = {"DATABASE_URL": database_url, "KNOWLEDGE_DIR": str(folder)}
        if has_curators:
            settings["CURATOR_CHAT_ID"] = str(chat)
        async with run_bot(sandbox, folder.parent / "unused", **settings) as bot:
            yield Scene(control, bot, chat, curator, folder, database_url)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    tmp_path_factory: pytest.TempPathFactory, lasting_database_url: str
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("curators") / "knowledge"
    shutil.copytree(default_folder(), folder)
    async with running(folder, lasting_database_url) as scene:
        yield scene
        assert [line for line in scene.bot.log if "Traceback" in line] == []


async def test_an_answer_is_taught_and_told_and_given_to_the_next(scene: Scene) -> None:
    mei = await scene.person()
    asked = await mei.send("火锅辣不辣")
    [reply] = await scene.control.replies(mei.id, after=asked.id)
    assert UNKNOWN in reply.text
    card = await scene.card("火锅辣不辣")
    assert labels(card)[3:] == [WRITE, UNREPORTED, DISMISS]
    await scene.curator.press(card, WRITE)
    [prompt] = await scene.control.replies(scene.chat, after=card.id)
    answer = "火锅很辣吗？\n火锅很辣。\n---\nIt is hot."
    preview = await scene.reply(prompt, answer)
    assert "火锅很辣。" in preview.text
    assert "It is hot" in preview.text
    assert UNKNOWN in (await scene.ask("火锅辣不辣呀")).text
    assert "学会了" in await toast(scene.curator, preview, PUBLISH)
    [told] = await scene.control.replies(mei.id, after=reply.id)
    assert told.text.startswith("你之前问过“火锅辣不辣”")
    assert told.data["reply_to_message"]["message_id"] == asked.id
    next_one = await scene.ask("請問火鍋辣不辣", language="en")
    assert entities(next_one)["bold"] == "火鍋很辣嗎？"
    assert "火鍋很辣。" in next_one.text
    assert "整理者" in next_one.text
    assert await scene.seen("火锅辣不辣", "Lin: ✅ 写了回答")


async def test_a_wording_is_taught_and_near_identical_questions_are_one(scene: Scene) -> None:
    people = [await scene.person() for _ in range(3)]
    for person, text in zip(people, ("谁撞的钟呀", "谁撞的钟", "请问谁撞的钟？"), strict=True):
        assert "许勤是省委书记" not in (await person.ask(text)).text
    card = await scene.seen("问过3次", "谁撞的钟呀")
    found = await scene.reply(card, "= 主持了会议")
    assert "谁主持了会议？" in labels(found)
    await toast(scene.curator, found, "谁主持了会议？")
    for person in people:
        told = await scene.seen("你之前", "谁主持了会议？", chat=person.id)
        assert "许勤主持召开" in told.text
    assert "许勤主持召开" in (await scene.ask("谁撞的钟")).text
    assert await scene.seen("谁撞的钟呀", "Lin: ✅ 和“谁主持了会议？”问的是一回事")


async def test_a_wording_of_another_entry_is_refused_with_the_reason(scene: Scene) -> None:
    reply = await scene.ask("请问谁主持了会议")
    mei = await scene.control.person(reply.chat_id)
    await toast(mei, reply, "👎")
    card = await scene.seen("请问谁主持了会议\n", "“谁主持了会议？”的回答得了 👎")
    found = await scene.reply(card, "= 会议是哪天开的")
    refusal = await toast(scene.curator, found, "会议是哪天开的？")
    assert refusal.startswith("没有学")
    assert "meeting-chair" in refusal
    await toast(scene.curator, card, DISMISS)


async def test_not_in_the_report_is_one_press(scene: Scene) -> None:
    mei = await scene.person()
    await mei.ask("企鹅会不会飞")
    await toast(scene.curator, await scene.card("企鹅会不会飞"), UNREPORTED)
    told = await scene.seen("你之前问过", chat=mei.id)
    assert "报道没有提到这一点" in told.text
    assert "报道没有提到这一点" in (await scene.ask("企鹅会不会飞呀")).text


async def test_what_is_dismissed_never_returns(scene: Scene) -> None:
    await scene.ask("请问骆驼喝水吗")
    card = await scene.card("请问骆驼喝水吗")
    await toast(scene.curator, card, DISMISS)
    await scene.seen("请问骆驼喝水吗", "Lin: 🗑 忽略")
    await scene.ask("骆驼喝水么？")
    await scene.ask("袋鼠跳多高")
    later = await scene.card("袋鼠跳多高")
    cards = await scene.control.messages(scene.chat, after=card.id, sender="bot")
    assert [m for m in cards if "骆驼" in m.text] == []
    await toast(scene.curator, later, DISMISS)


async def test_what_is_undone_is_not_known_any_more_and_waits_again(scene: Scene) -> None:
    await scene.ask("咖啡苦不苦")
    card = await scene.card("咖啡苦不苦")
    preview = await scene.write(card, "咖啡不苦。")
    await toast(scene.curator, preview, PUBLISH)
    assert "咖啡不苦。" in (await scene.ask("咖啡苦不苦")).text
    settled = await scene.seen("咖啡苦不苦", "写了回答")
    assert await toast(scene.curator, settled, UNDO) == "已撤销"
    assert "咖啡不苦。" not in (await scene.ask("咖啡苦不苦")).text
    reopened = await scene.card("咖啡苦不苦")
    assert DISMISS in labels(reopened)
    log = await scene.command("inbox", "--log")
    assert "Lin" in log
    assert "undid" in log
    await toast(scene.curator, reopened, DISMISS)


async def test_an_answer_taken_from_the_report_is_published_with_its_source(scene: Scene) -> None:
    await scene.ask("蜜蜂咋酿蜜")
    answer = "据报道，会议审议通过了工作规则和工作细则，听取了有关工作汇报。"
    preview = await scene.write(await scene.card("蜜蜂咋酿蜜"), answer)
    [sourced] = [label for label in labels(preview) if "出处" in label]
    await toast(scene.curator, preview, sourced)
    reply = await scene.ask("蜜蜂咋酿蜜")
    assert answer in reply.text
    assert "（来源：报道第" in reply.text
    assert "整理者" not in reply.text


async def test_a_cancelled_draft_changes_nothing(scene: Scene) -> None:
    await scene.ask("饺子怎么包")
    card = await scene.card("饺子怎么包")
    assert "请先用中文" in (await scene.write(card, "Yes, cakes.")).text
    preview = await scene.write(card, "用手包。")
    assert "什么都没改" in await toast(scene.curator, preview, CANCEL)
    assert UNKNOWN in (await scene.ask("饺子怎么包")).text
    await toast(scene.curator, card, DISMISS)


async def test_none_of_these_goes_to_the_inbox(scene: Scene) -> None:
    mei = await scene.person()
    for question in ("贯彻", "会议的掌门人", "区域", "发展"):  # which is not answered may change
        offer = await mei.ask(question)
        if "都不是" in labels(offer):
            break
    assert [item for item in await inbox(scene) if item["text"] == question] == []
    await toast(mei, offer, "都不是")
    card = await scene.seen(f"\n{question}\n", "推荐的问题都不是")
    await toast(scene.curator, card, DISMISS)


async def test_who_forgets_is_not_told_and_their_card_goes(scene: Scene) -> None:
    mei = await scene.person()
    await mei.ask("蜗牛爱吃菜叶吗")
    card = await scene.card("蜗牛爱吃菜叶吗")
    await mei.ask("/forget")
    async with asyncio.timeout(10):
        while (await messages(scene, card.id))[:1] == [card]:
            await asyncio.sleep(0.05)
    assert [i for i in await inbox(scene) if "蜗牛" in i["text"]] == []


async def test_only_members_of_the_curators_chat_change_anything(scene: Scene) -> None:
    outsider, leaver = await scene.person(), await scene.person()
    await membership(scene, leaver, "member")
    await scene.ask("乌龟跑得快吗")
    card = await scene.card("乌龟跑得快吗")
    before = await inbox(scene), await scene.command("inbox", "--log", "--json")
    preview = await scene.write(card, "不快。")
    await membership(scene, leaver, "left")
    for person in (outsider, leaver):
        for message, label in [(preview, PUBLISH), (preview, CANCEL)]:
            assert "只有" in await toast(person, message, label)
        for label in labels(card):
            assert "只有" in await toast(person, card, label)
        assert await scene.bot.logged(f"{person.id} pressed a button for curators")
    assert "没有这个命令" in (await outsider.ask("/stats")).text
    assert (await inbox(scene), await scene.command("inbox", "--log", "--json")) == before
    assert UNKNOWN in (await scene.ask("乌龟跑得快吗")).text
    assert "学会了" in await toast(scene.curator, preview, PUBLISH)


async def test_stats_and_log_are_for_curators(scene: Scene) -> None:
    sent = await scene.curator.send("/stats", chat_id=scene.chat)
    [stats] = await scene.control.replies(scene.chat, after=sent.id, timeout_seconds=20)
    assert stats.data["photo"]
    assert "最近30天" in stats.text
    sent = await scene.curator.send("/log", chat_id=scene.chat)
    [log] = await scene.control.replies(scene.chat, after=sent.id)
    assert "Lin" in log.text
    picture = scene.folder.parent / "stats.png"
    assert "Questions a day" in await scene.command("stats", "--plot", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


async def test_a_saved_change_is_live_within_two_seconds_and_holds_nobody_up(
    scene: Scene,
) -> None:
    path = scene.folder / "faq" / "people.yaml"
    text = path.read_text("utf-8")
    assert "许勤是省委书记" not in (await scene.ask("恐龙吃素吗")).text
    waits: list[float] = []

    async def ask_on() -> None:
        person = await scene.person()
        while True:
            begun = time.monotonic()
            await person.ask("谁主持了会议？")
            waits.append(time.monotonic() - begun)

    asking = asyncio.create_task(ask_on())
    marker = "      zh:\n"
    entry = text.index("id: meeting-chair")
    at = text.index(marker, entry) + len(marker)
    path.write_text(f"{text[:at]}        - 恐龙吃素吗\n{text[at:]}", "utf-8")
    saved = time.monotonic()
    while "许勤" not in (await scene.ask("恐龙吃素吗")).text:
        assert time.monotonic() - saved < 10
    took = time.monotonic() - saved
    asking.cancel()
    assert took < 2 or os.getloadavg()[0] > 1, took
    assert max(waits) < 1, max(waits)


async def test_an_invalid_change_changes_nothing_and_the_curators_are_told(scene: Scene) -> None:
    path = scene.folder / "faq" / "people.yaml"
    sound = path.read_text("utf-8")
    path.write_text(sound.replace("entries:", "entires:", 1), "utf-8")
    told = await scene.seen("没有生效", "people.yaml")
    assert "\n" not in told.text
    assert "许勤" in (await scene.ask("许勤是谁")).text
    path.write_text(sound, "utf-8")
    await scene.bot.logged("entries are live")


async def test_another_process_knows_what_is_taught_within_two_seconds(
    scene: Scene,
) -> None:
    # Another bot, as it has people of its own; what it knows is the same.
    others = running(scene.folder, scene.database_url, token="7000000002:other", has_curators=False)
    async with others as other:
        await scene.ask("椅子软不软")
        assert UNKNOWN in (await other.ask("椅子软不软")).text
        preview = await scene.write(await scene.card("椅子软不软"), "很软。")
        await toast(scene.curator, preview, PUBLISH)
        taught = time.monotonic()
        while "很软" not in (await other.ask("椅子软不软")).text:
            assert time.monotonic() - taught < 10
        assert time.monotonic() - taught < 2 or os.getloadavg()[0] > 1


async def test_what_is_exported_and_committed_passes_check_and_is_not_taught_twice(
    scene: Scene,
) -> None:
    path = scene.folder / "faq" / "learned.yaml"
    await scene.command("export", "--output", str(path))
    exported = path.read_text("utf-8")
    assert "谁撞的钟" in exported
    assert "It is hot." in exported
    assert "咖啡不苦" not in exported
    assert "no problems" in await scene.command("check", "--knowledge", str(scene.folder))
    before = len(scene.bot.log)
    async with asyncio.timeout(40):
        while not any("are live" in line for line in scene.bot.log[before:]):
            path.touch()
            await asyncio.sleep(0.5)
    assert not any("left out" in line for line in scene.bot.log)
    assert "火锅很辣。" in (await scene.ask("火锅辣不辣")).text
    assert await scene.command("export") == exported
    settled = await scene.seen("火锅辣不辣", "写了回答")
    assert "knowledge/faq/" in await toast(scene.curator, settled, UNDO)


async def toast(person: Person, message: SeenMessage, label: str) -> str:
    """Press a button and return what pops up; teaching takes a second or two."""
    answer = await person.press(message, label, timeout_seconds=30)
    assert answer is not None, "the press was not answered"
    return str(answer["text"])


async def inbox(scene: Scene) -> Sequence[dict[str, str]]:
    return [json.loads(line) for line in (await scene.command("inbox", "--json")).splitlines()]


async def messages(scene: Scene, number: int) -> list[SeenMessage]:
    return await scene.control.messages(scene.chat, after=number - 1, sender="bot")


async def membership(scene: Scene, person: Person, status: str) -> None:
    path = f"/control/chats/{scene.chat}/members"
    await scene.control.request("POST", path, {"user_id": person.id, "status": status})
