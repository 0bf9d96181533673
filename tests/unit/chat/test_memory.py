"""What is remembered of conversations."""

from pathlib import Path

from bot.chat.memory import Answered, Memory, Place, Recent, Spot
from bot.qa.language import Language
from bot.qa.reply import Conversation
from bot.store import open_store

BEFORE = Conversation(None, script=Language.HANT)
AFTER = Conversation("chair", script=Language.ENGLISH)


def test_the_oldest_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)
    recent["a"], recent["b"], recent["a"], recent["c"] = 1, 2, 3, 4
    assert recent.keys() == ["a", "c"]
    assert (recent.get("a"), recent.get("b")) == (3, None)
    assert "c" in recent


async def test_conversations_outlive_a_restart(database_url: str) -> None:
    place, other = Place(-5, 7, 1), Place(-5, None, 2)
    async with open_store(database_url) as store:
        memory = Memory(store.conversations)
        memory.remember(place, 11, BEFORE, AFTER, 10)
        memory.remember(other, 12, BEFORE, BEFORE, None)
        assert await memory.told(Spot(-5, 11)) == AFTER
    async with open_store(database_url) as store:
        memory = Memory(store.conversations)
        assert memory.standing(place) is None
        await memory.load()
        assert memory.standing(place) == AFTER
        assert memory.standing(other) == BEFORE
        assert await memory.answered(Spot(-5, 10)) == Answered(11, BEFORE)
        assert await memory.told(Spot(-5, 11)) == AFTER
        assert await memory.told(Spot(-5, 99)) is None
        assert await memory.answered(Spot(-5, 12)) is None


async def test_of_several_replies_to_a_message_the_last_counts(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as store:
        memory = Memory(store.conversations)
        for reply in (11, 13, 12):
            memory.remember(Place(5, None, 5), reply, BEFORE, AFTER, 10)
        answered = await memory.answered(Spot(5, 10))
    assert answered is not None
    assert answered.reply == 13


async def test_forgetting_a_person_leaves_the_others(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as store:
        memory = Memory(store.conversations)
        places = [Place(1, None, 1), Place(-5, None, 1), Place(-5, 7, 1), Place(-5, None, 2)]
        for place in places:
            memory.remember(place, 11, BEFORE, AFTER, 10)
        memory.reject(Place(1, None, 1), ["chair"])
        memory.reject(Place(1, None, 1), ["date"])
        assert memory.rejected.get(Place(1, None, 1)) == frozenset({"chair", "date"})
        memory.forget(1, update_id=50)
        assert memory.rejected.keys() == []
        assert [memory.standing(place) for place in places] == [None, None, None, AFTER]
        assert memory.is_forgotten(1, 49)
        assert not memory.is_forgotten(1, 51)
        assert not memory.is_forgotten(2, 49)
