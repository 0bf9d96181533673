"""The inbox, and the log of what curators did."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.store import Curator, Filed, Store, inbox, open_store
from bot.store.curating import DISMISSED, OPEN, TAUGHT

NOW = datetime.now(UTC)
LIN = Curator(7, "Lin")
LESSON = '{"kind": "wording"}'


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as store:
        yield store


def asked(text: str, message: int = 1, *, user: int = 5, at: datetime = NOW) -> Filed:
    return Filed(text, user, message, user, "zh-Hans", at)


async def file(store: Store, question: Filed, near: int | None = None) -> None:
    """File a question under itself as its key."""
    await store.inbox.file(question, question.text, lambda _: near, "decline")


async def only_item(store: Store, *states: str) -> int:
    [item] = await store.inbox.items(*states)
    return int(item.id)


async def taught(store: Store, question: Filed) -> int:
    await file(store, question)
    item = await only_item(store)
    change = await store.changes.settle(item, LIN, LESSON)
    assert change is not None
    return change


async def test_the_same_question_is_counted_the_same_message_is_not(store: Store) -> None:
    for message in (1, 1, 2):
        await file(store, asked("停车", message))
    await file(store, asked("停车呀", 3), near=await only_item(store))
    [item] = await store.inbox.items()
    assert (item.text, item.times, item.state) == ("停车", 4 - 1, OPEN)


async def test_most_asked_comes_first(store: Store) -> None:
    for message, text in enumerate(["一", "二", "二", "三"]):
        await file(store, asked(text, message))
    assert [item.text for item in await store.inbox.items(OPEN)] == ["二", "一", "三"]


async def test_processes_that_file_the_same_at_once_make_one_item(database_url: str) -> None:
    async with open_store(database_url) as one, open_store(database_url) as other:
        filed = [file(store, asked("停车", n)) for n, store in enumerate([one, other] * 4)]
        await asyncio.gather(*filed)
        [item] = await one.inbox.items()
    assert item.times == 8


async def test_only_open_and_dismissed_items_take_what_is_near(store: Store) -> None:
    seen: list[str] = []

    async def offered(text: str) -> list[str]:
        seen.clear()
        question = asked(text, hash(text) % 1000)
        await store.inbox.file(
            question, text, lambda items: seen.extend(item.text for item in items), "decline"
        )
        return sorted(seen)

    await offered("一")
    await offered("二")
    items = {item.text: item.id for item in await store.inbox.items()}
    await store.changes.settle(items["一"], LIN, None)
    await store.changes.settle(items["二"], LIN, LESSON)
    assert await offered("三") == ["一"]


async def test_what_was_taught_and_is_asked_again_is_open_again(store: Store) -> None:
    await taught(store, asked("停车"))
    await file(store, asked("停车", 2))
    [item] = await store.inbox.items(OPEN)
    assert (item.times, item.change_id, item.card, item.shown) == (2, None, None, 0)


async def test_a_dismissed_question_stays_dismissed(store: Store) -> None:
    await file(store, asked("停车"))
    await store.changes.settle(await only_item(store), LIN, None)
    await file(store, asked("停车", 2))
    assert await store.inbox.due_card() is None
    assert await only_item(store, DISMISSED)


async def test_a_corrected_question_takes_the_place_of_the_first(store: Store) -> None:
    await file(store, asked("亭车"))
    await store.inbox.set_card(await only_item(store), 99)
    await file(store, asked("停车"))
    assert await store.inbox.withdrawn_cards() == [99]
    assert [item.text for item in await store.inbox.items()] == ["停车"]
    await store.inbox.withdraw(5, 1)
    assert await store.inbox.withdrawn_cards() == [99]
    assert await store.inbox.items() == []


async def test_a_card_is_due_once_for_all_processes_and_again_when_it_grew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file(store, asked("停车"))
    item = await store.inbox.due_card()
    assert item is not None
    assert [await store.inbox.claim_card(item) for _ in range(2)] == [True, False]
    await store.inbox.set_card(item.id, 99)
    await file(store, asked("停车", 2))
    assert await store.inbox.due_card() is None
    monkeypatch.setattr("bot.store.inbox._EDIT_AFTER_SECONDS", 0.0)
    grown = await store.inbox.due_card()
    assert grown is not None
    assert (grown.card, grown.times) == (99, 2)


async def test_a_card_that_was_lost_with_its_process_is_due_again(store: Store) -> None:
    await file(store, asked("停车"))
    item = await store.inbox.due_card()
    assert item is not None
    await store.inbox.claim_card(item)
    assert await store.inbox.due_card() is None
    await store.inbox.show_again()
    assert await store.inbox.due_card() is not None


async def test_who_asked_lately_waits_and_is_told_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, days in enumerate([0, 0, 2, 4]):
        person = max(number, 1)  # the first two are one person's
        await file(store, asked("停车", number, user=person, at=NOW - timedelta(days=days)))
    change = await store.changes.settle(await only_item(store), LIN, LESSON)
    assert change is not None
    since = NOW - timedelta(days=3)
    assert await store.inbox.waiting(since, change - 1) == []
    waiting = await store.inbox.waiting(since, change)
    assert [asking.user for asking in waiting] == [1, 1, 2]
    assert [await store.inbox.claim_telling(asking) for asking in waiting] == [True, False, True]
    assert await store.inbox.waiting(since, change) == []
    await store.inbox.told(waiting[0])
    monkeypatch.setattr(inbox, "_CLAIM_LASTS", timedelta(0))  # the process died before it told 2
    assert [asking.user for asking in await store.inbox.waiting(since, change)] == [2]
    assert [await store.inbox.claim_telling(asking) for asking in waiting] == [False, False, True]


async def test_who_has_forgotten_themselves_is_not_told(store: Store) -> None:
    change = await taught(store, asked("停车"))
    [waiting] = await store.inbox.waiting(NOW - timedelta(days=3), change)
    await store.forget(5, 1)
    assert not await store.inbox.claim_telling(waiting)


async def test_forgetting_takes_down_what_nobody_else_asked(store: Store) -> None:
    await file(store, asked("一"))
    await store.inbox.set_card(await only_item(store), 99)
    await file(store, asked("二", 2))
    await file(store, asked("二", 3, user=6))
    await store.forget(5, 1)
    assert await store.inbox.withdrawn_cards() == [99]
    [item] = await store.inbox.items()
    assert (item.text, item.times) == ("二", 1)
    await store.inbox.taken_down(99)
    assert await store.inbox.withdrawn_cards() == []


async def test_a_card_that_was_sent_while_its_asker_forgot_is_to_be_taken_down(
    store: Store,
) -> None:
    await file(store, asked("一"))
    item = await only_item(store)
    await store.forget(5, 1)
    await store.inbox.set_card(item, None)
    assert await store.inbox.withdrawn_cards() == []
    for _ in range(2):
        await store.inbox.set_card(item, 99)
    assert await store.inbox.withdrawn_cards() == [99]


async def test_who_asked_is_not_kept_for_longer_than_the_retention(store: Store) -> None:
    change = await taught(store, asked("停车", at=NOW - timedelta(days=31)))
    await store.grow_old()
    assert await store.inbox.waiting(NOW - timedelta(days=99), change) == []
    [item] = await store.inbox.items(TAUGHT)
    assert item.times == 1


async def test_an_item_is_settled_once(store: Store) -> None:
    await file(store, asked("停车"))
    item = await only_item(store)
    settled = [await store.changes.settle(item, LIN, lesson) for lesson in (LESSON, None)]
    assert settled[0] is not None
    assert settled[1] is None
    assert [change.action for change in await store.changes.log()] == ["teach"]


async def test_a_change_is_undone_once_and_everything_is_in_the_log(store: Store) -> None:
    change = await taught(store, asked("停车"))
    assert await store.changes.lessons() == [LESSON]
    assert [await store.changes.undo(change, LIN) for _ in range(2)] == [True, False]
    assert await store.changes.lessons() == []
    assert await store.changes.version() == change + 1
    assert await only_item(store, OPEN)
    log = await store.changes.log()
    assert [(entry.action, entry.name, entry.question) for entry in log] == [
        ("undo", "Lin", "停车"),
        ("teach", "Lin", "停车"),
    ]
    assert not await store.changes.undo(log[0].id, LIN)
    await store.forget(LIN.id, 1)
    assert {(entry.name, entry.user) for entry in await store.changes.log()} == {("", None)}


async def test_a_draft_is_kept_once_for_each_message(store: Store) -> None:
    number = await store.inbox.keep_draft(3, 7, 40, "{}")
    assert await store.inbox.keep_draft(3, 7, 40, LESSON) == number
    assert await store.inbox.keep_draft(3, 7, 41, LESSON) != number
    draft = await store.inbox.draft(number)
    assert draft is not None
    assert (draft.item_id, draft.lesson) == (3, LESSON)
    await store.inbox.drop_draft(number)
    assert await store.inbox.draft(number) is None


async def test_of_several_processes_one_says_it(store: Store) -> None:
    assert [await store.inbox.announce("key") for _ in range(2)] == [True, False]


async def test_another_process_hears_of_a_change(database_url: str) -> None:
    async with (
        open_store(database_url) as one,
        open_store(database_url) as other,
        other.listening() as bell,
    ):
        await bell.wait()  # the first time it only begins to listen
        change = await taught(one, asked("停车"))
        async with asyncio.timeout(2):
            while await other.changes.version() != change:
                await bell.wait()


async def test_what_was_asked_is_counted_by_day_and_entry(store: Store) -> None:
    from bot.store import Asked

    for number, (kind, entry, days) in enumerate(
        [("answer", "chair", 0), ("answer", "chair", 1), ("decline", None, 1), ("answer", "x", 40)]
    ):
        at = NOW - timedelta(days=days)
        store.record(Asked("谁", kind, entry, 1, number, 5, at))
    await store.vote(5, "chair", "1", is_good=True)
    await store.vote(6, "chair", "2", is_good=False)
    for press in ("3", "4"):
        await store.vote(7, "chair", press, is_good=False)
    await file(store, asked("停车"))
    counts = await store.count(NOW - timedelta(days=30))
    today, yesterday = NOW.date(), (NOW - timedelta(days=1)).date()
    assert sorted(counts.endings) == [
        (yesterday, "answer", 1),
        (yesterday, "decline", 1),
        (today, "answer", 1),
    ]
    assert counts.entries == [("chair", 2)]
    assert counts.votes == [("chair", 1, 1)]
    assert counts.inbox == [(OPEN, 1)]
