"""Taking and processing updates where several processes share one database.

Any process takes an update: it writes it down, and calls for its lane to be worked off. The process
that does so reads the lane's updates from the table, in order, until there are none.
"""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.exceptions import ConnectorException
from telegram import Update

from bot.chat.context import App, Services
from bot.chat.intake import UNREADABLE, Intake, stored_form
from bot.chat.jobs import Jobs
from bot.chat.memory import Recent
from bot.chat.traffic import Traffic
from bot.chat.updates import is_update, read_update
from bot.chat.work import Task, Work
from bot.errors import StoreError
from bot.store import StoredUpdate, Updates

_REMEMBERED = timedelta(minutes=1)
"""No limit of a chat counts over a longer time."""


class SharedWork(Work):
    """Processes updates together with other processes.

    Args:
        app: Whose handlers do it.
        updates: Where they are written down.
        address: The database, as libpq takes it.
        traffic: What gives every message of this process its turn.
    """

    def __init__(self, app: App, updates: Updates, address: str, traffic: Traffic) -> None:
        super().__init__(app, updates)
        self._traffic = traffic
        self._services: Services = app.bot_data["services"]
        self._ended: Recent[int, bool] = Recent()
        self.jobs = Jobs(
            address, app.bot.id, self._work_off, self._try_again, self._suspect, traffic.share
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Process what is called for while this is open."""
        async with self.jobs.running(), super().running():
            yield

    async def _work_off(self, lane: int) -> None:
        while found := await self._updates.in_lane(lane):
            for one in found:
                await self._process(one)

    async def _try_again(self, update_id: int) -> None:
        one = await self._updates.find(update_id)
        if one:
            await self._process(one)

    async def _suspect(self, lane: int, update_id: int | None = None) -> None:
        """Have care taken with what a process had in hand in a lane when it died.

        Args:
            lane: The lane.
            update_id: What was tried again; ``None`` if the lane was worked off in turn.
        """
        if update_id is None:
            in_hand = next(iter(await self._updates.in_lane(lane)), None)
        else:
            in_hand = await self._updates.find(update_id)
        if in_hand and not in_hand.begun:
            self._updates.begun(in_hand.update_id, 1)
            await self._database.commit()

    async def _process(self, one: StoredUpdate) -> None:
        """Process an update, and return once it is written down how that ended.

        Raises:
            InterruptedError: If the process stops before.
            StoreError: If it cannot be written down.
        """
        if self._lanes.is_stopping:
            raise InterruptedError
        update = read_update(json.loads(one.payload), self._app.bot)
        if update and one.update_id not in self._ended:
            await self._catch_up(update)
            task = Task(update, one.received_at, one.attempts, one.begun)
            seconds = await self._take(task)
            if seconds is not None:
                await self.jobs.call_again(one.update_id, one.lane, seconds)
        elif update is None:
            self._updates.failed(one.update_id, one.attempts, UNREADABLE)
        await self._database.commit()
        if self._lanes.is_stopping and one.update_id not in self._ended:
            raise InterruptedError

    async def _catch_up(self, update: Update) -> None:
        """Learn what other processes may have changed, and how much they sent."""
        await self._services.catch_up(update)
        if update.effective_chat:
            chat = update.effective_chat.id
            recent = await self._services.store.conversations.recent(chat, _REMEMBERED)
            now = datetime.now(UTC)
            self._traffic.catch_up(chat, [(now - sent_at).total_seconds() for sent_at in recent])

    def _done(self, task: Task) -> None:
        # Where the database went away before it learned of that, the update comes again.
        self._ended[task.number] = True
        super()._done(task)


class SharedIntake(Intake):
    """Takes what Telegram sends; any of the processes may do what it asks for.

    Args:
        app: What the updates are for.
        updates: Where they are written down.
        work: Where they go then.
    """

    def __init__(self, app: App, updates: Updates, work: SharedWork) -> None:
        super().__init__(app.bot, updates, work)
        self._jobs = work.jobs

    async def accept(self, batch: Iterable[Any]) -> None:
        """Write updates down, and call for them to be processed.

        Raises:
            StoreError: If they could not be written down.
        """
        now = datetime.now(UTC)
        arrived = [
            stored_form(data, read_update(data, self._bot), now)
            for data in filter(is_update, batch)
        ]
        await self._updates.accept(arrived)
        await self._call(arrived)

    async def resume(self) -> int:
        """Call for what was not done when the bot stopped; return how much that is."""
        waiting = await self._updates.waiting()
        await self._call(waiting)
        return len(waiting)

    async def _call(self, updates: Iterable[StoredUpdate]) -> None:
        try:
            for lane in {one.lane for one in updates if not one.attempts}:
                await self._jobs.call(lane)
            for one in updates:
                if one.attempts:
                    await self._jobs.call_again(one.update_id, one.lane, 0.0)
        except ConnectorException as error:
            raise StoreError(f"the database: {error.__cause__ or error}") from None
