"""The inbox: questions without a good answer, and who waits for one."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.store.curating import (
    DISMISSED,
    OPEN,
    TAUGHT,
    Asking,
    Draft,
    Filed,
    Item,
    Notice,
    WithdrawnCard,
    now,
)
from bot.store.database import Database, row_of

_COMPARED = 500
"""How many of the items asked last a question is compared with, if none has its key."""

_CLAIM_LASTS = timedelta(minutes=10)
"""Who was not told by then is told by another process: that one died."""

_EDIT_AFTER_SECONDS = 5.0
"""A card shows a count that grew no sooner than this after it was last changed."""

# Made once: making a statement takes longer than running it.
_ASKED = select(Asking.text).where(
    Asking.chat == bindparam("chat"), Asking.message == bindparam("message")
)
_BY_KEY = select(Item.id).where(Item.key == bindparam("of_key"))
_RECENT: Any = (
    select(Item.id, Item.key, Item.text)
    .where(Item.state.in_([OPEN, DISMISSED]))
    .order_by(Item.last_at.desc())
    .limit(_COMPARED)
)
# Another process may add the same at the same moment: then that one is it.
_ADD = insert(Item).on_conflict_do_nothing(index_elements=["key"])
_THIS = Item.id == bindparam("item")
_COUNT = update(Item).where(_THIS).values(times=Item.times + 1, last_at=bindparam("at"))
# What was taught did not answer it: a new card, as the old one says that it is done.
_OPEN_AGAIN = (
    update(Item)
    .where(_THIS, Item.state == TAUGHT)
    .values(state=OPEN, shown=0, card=None, change_id=None)
)
_ASK = insert(Asking)
_TAKE_DOWN = insert(WithdrawnCard).on_conflict_do_nothing()

Choose = Callable[[Sequence[Row[Any]]], int | None]
"""Says which of some items (``id``, ``key``, ``text``) a question is, if it is any of them."""


class Inbox:
    """Questions without a good answer; near-identical ones are one item with a count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file(
        self, asked: Filed, key: str, choose: Choose, reason: str, entry_id: str | None = None
    ) -> None:
        """File a question; the same message again changes nothing, a corrected one replaces it.

        Args:
            asked: The question.
            key: What is the same for the same question; an item of the same key takes it, also
                one that was answered, which is open again by that.
            choose: Picks an item of another key, among those that are open or dismissed.
            reason: See ``Item``.
            entry_id: See ``Item``.
        """
        row, mine = row_of(asked), _of_message(asked.chat, asked.message)

        def file(connection: Connection) -> None:
            before = connection.execute(_ASKED, row).scalar()
            if before == asked.text:
                return
            if before is not None:
                _withdraw(connection, mine)
            item = _find(connection, key, choose)
            if item is None:
                item = _add(connection, asked, key, reason, entry_id)
            for statement in _COUNT, _OPEN_AGAIN:
                connection.execute(statement, {"item": item, "at": asked.asked_at})
            connection.execute(_ASK, row | {"item_id": item})

        await self._database.change(file)

    async def withdraw(self, chat: int, message: int) -> None:
        """Take back a question that was corrected and answered."""
        mine = _of_message(chat, message)
        await self._database.change(lambda connection: _withdraw(connection, mine))

    async def item(self, item_id: int) -> Row[Any] | None:
        """Return one item."""
        async with self._database.reading() as connection:
            return (await connection.execute(_items().where(Item.id == item_id))).one_or_none()

    async def items(self, *states: str, limit: int = 1000) -> Sequence[Row[Any]]:
        """Return items, most asked first; all states if none is named."""
        query = _items().order_by(Item.times.desc(), Item.id).limit(limit)
        if states:
            query = query.where(Item.state.in_(states))
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()

    async def due_card(self) -> Row[Any] | None:
        """Return the most asked open item whose card is missing or shows too low a count."""
        long_ago = now() - timedelta(seconds=_EDIT_AFTER_SECONDS)
        is_due = or_(Item.shown == 0, and_(Item.shown < Item.times, Item.shown_at < long_ago))
        query = _items().where(Item.state == OPEN, is_due)
        query = query.order_by(Item.times.desc(), Item.id).limit(1)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).one_or_none()

    async def claim_card(self, item: Row[Any]) -> bool:
        """Say that the item's card will now show its count; ``False`` if another process did."""
        unchanged = (Item.id == item.id) & (Item.shown == item.shown) & (Item.state == OPEN)
        values = {"shown": item.times, "shown_at": now()}
        async with self._database.transaction() as connection:
            result = await connection.execute(update(Item).where(unchanged).values(values))
            return result.rowcount == 1

    async def set_card(self, item_id: int, card: int | None) -> None:
        """Remember the message that shows an item; ``None`` if it could not be shown.

        Where the item was taken back meanwhile, the message is to be taken down.
        """
        values = {"card": card} if card is not None else {"shown": 0}
        shown = update(Item).where(Item.id == item_id).values(values)
        async with self._database.transaction() as connection:
            is_gone = (await connection.execute(shown)).rowcount == 0
            if is_gone and card is not None:
                await connection.execute(_TAKE_DOWN, {"card": card})

    async def withdrawn_cards(self) -> Sequence[int]:
        """Return the messages that showed what nobody asks any more; they are to be deleted."""
        async with self._database.reading() as connection:
            return (await connection.scalars(select(WithdrawnCard.card))).all()

    async def taken_down(self, card: int) -> None:
        """Remember that such a message is deleted."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(WithdrawnCard).where(WithdrawnCard.card == card))

    async def show_again(self) -> None:
        """Let cards be shown that were about to be when the process died."""
        lost = (Item.state == OPEN) & (Item.shown > 0) & Item.card.is_(None)
        async with self._database.transaction() as connection:
            await connection.execute(update(Item).where(lost).values(shown=0))

    async def waiting(self, since: datetime, version: int) -> Sequence[Row[Any]]:
        """Return who waits for an answer that was taught up to a version; the first hundred."""
        query: Any = (
            select(*Asking.__table__.columns, Item.change_id, Item.key)
            .join(Item, Item.id == Asking.item_id)
            .where(Item.state == TAUGHT, Item.change_id <= version)
            .where(_is_untold(), Asking.asked_at >= since)
            .order_by(Asking.id)
            .limit(100)
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).all()

    async def claim_telling(self, asking: Row[Any]) -> bool:
        """Say that somebody will now be told, however often they asked.

        Returns:
            ``False`` if they were told already or are just being told, or have forgotten
            themselves.
        """
        claim = update(Asking).where(_is_same(asking), _is_untold()).values(claimed_at=now())
        async with self._database.transaction() as connection:
            return (await connection.execute(claim)).rowcount > 0

    async def told(self, asking: Row[Any]) -> None:
        """Remember that somebody was told, however often they asked."""
        async with self._database.transaction() as connection:
            await connection.execute(update(Asking).where(_is_same(asking)).values(told_at=now()))

    async def keep_draft(self, item_id: int, user: int, message: int, lesson: str) -> int:
        """Keep a lesson until it is published; return its number, the same for one message."""
        values = {"item_id": item_id, "user": user, "message": message, "lesson": lesson}
        added = insert(Draft).values(values | {"at": now()})
        kept = added.on_conflict_do_update(
            index_elements=["item_id", "message"], set_={"lesson": lesson}
        )
        async with self._database.transaction() as connection:
            return int((await connection.execute(kept.returning(Draft.id))).scalar_one())

    async def draft(self, draft_id: int) -> Row[Any] | None:
        """Return a lesson that is kept."""
        query: Any = select(Draft.item_id, Draft.lesson).where(Draft.id == draft_id)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).one_or_none()

    async def drop_draft(self, draft_id: int) -> None:
        """Keep a lesson no longer."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(Draft).where(Draft.id == draft_id))

    async def announce(self, key: str) -> bool:
        """Claim the right to say something for all processes; ``False`` if one has said it."""
        said = insert(Notice).values(key=key, at=now()).on_conflict_do_nothing()
        async with self._database.transaction() as connection:
            return (await connection.execute(said.returning(Notice.key))).scalar() is not None


def forget_asker(connection: Connection, user: int) -> None:
    """Forget what somebody asked, and items that only they asked."""
    _withdraw(connection, Asking.user == user)


def _of_message(chat: int, message: int) -> ColumnElement[bool]:
    return (Asking.chat == chat) & (Asking.message == message)


def _is_untold() -> Any:
    """Whether somebody was not told, and no process is just about to tell them."""
    is_free = or_(Asking.claimed_at.is_(None), Asking.claimed_at < now() - _CLAIM_LASTS)
    return Asking.told_at.is_(None) & is_free


def _is_same(asking: Row[Any]) -> Any:
    same = (Asking.item_id == asking.item_id) & (Asking.chat == asking.chat)
    return same & Asking.user.is_not_distinct_from(asking.user)


def _items() -> Any:
    return select(*Item.__table__.columns)


def _find(connection: Connection, key: str, choose: Choose) -> int | None:
    same = connection.execute(_BY_KEY, {"of_key": key}).scalar()
    return choose(connection.execute(_RECENT).all()) if same is None else int(same)


def _add(connection: Connection, asked: Filed, key: str, reason: str, entry_id: str | None) -> int:
    values = {"text": asked.text, "key": key, "reason": reason, "entry_id": entry_id}
    times = {"times": 0, "shown": 0, "first_at": asked.asked_at, "last_at": asked.asked_at}
    connection.execute(_ADD, values | times | {"state": OPEN})
    return int(connection.execute(_BY_KEY, {"of_key": key}).scalar_one())


def _withdraw(connection: Connection, which: Any) -> None:
    """Delete askings, and items that nobody asks any more and no curator has settled.

    The cards of those are written down in the same transaction: whenever the process dies, none
    is left in the curators' chat.
    """
    counts = select(Asking.item_id, func.count()).where(which).group_by(Asking.item_id)
    found = connection.execute(counts).all()
    connection.execute(delete(Asking).where(which))
    for item_id, count in found:
        fewer = update(Item).where(Item.id == item_id).values(times=Item.times - count)
        connection.execute(fewer)
        unasked = (Item.id == item_id) & (Item.times <= 0) & (Item.state == OPEN)
        card = connection.execute(delete(Item).where(unasked).returning(Item.card)).scalar()
        if card is not None:
            connection.execute(_TAKE_DOWN, {"card": card})
