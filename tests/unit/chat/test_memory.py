"""What is remembered of conversations."""

from bot.chat.memory import Answered, Memory, Place, Recent, Spot
from bot.qa.reply import Conversation


def test_the_oldest_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)
    recent["a"], recent["b"], recent["a"], recent["c"] = 1, 2, 3, 4
    assert recent.keys() == ["a", "c"]
    assert (recent.get("a"), recent.get("b")) == (3, None)
    assert "c" in recent


def test_forgetting_a_person_leaves_the_others() -> None:
    memory = Memory()
    places = [Place(1, None, 1), Place(-5, None, 1), Place(-5, 7, 1), Place(-5, None, 2)]
    for place in places:
        memory.conversations[place] = Conversation("chair")
    memory.forget(1)
    assert memory.conversations.keys() == [Place(-5, None, 2)]


def test_forgetting_a_person_forgets_what_was_said_in_their_private_chat() -> None:
    memory = Memory()
    mine, others = Spot(1, 7), Spot(-5, 7)
    for spot in (mine, others):
        memory.answered[spot] = Answered(8, Conversation("chair"))
        memory.told[spot] = Conversation("chair")
    memory.reject(Place(1, None, 1), ["chair"])
    memory.reject(Place(1, None, 1), ["date"])
    assert memory.rejected.get(Place(1, None, 1)) == frozenset({"chair", "date"})
    memory.forget(1)
    assert memory.answered.keys() == memory.told.keys() == [others]
    assert memory.rejected.keys() == []
