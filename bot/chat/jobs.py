"""Who works on what, where several processes share one PostgreSQL: by procrastinate.

A job says that something is to be done in a lane, or that one update is to be tried again. The lock
of a lane lets one process at a time work on it; heartbeats tell when that process died.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg import AsyncConnection

from bot.waiting import happens_within

logger = logging.getLogger(__name__)

_LANES_AT_A_TIME = 1000
"""A chat that has to wait must take no place from the others."""
_CONNECTIONS = 8
_POLL_SECONDS = 0.3
"""A job that came while the last one of its lane ended is found by looking; nothing tells of it."""
_BEAT_SECONDS = 3.0
_DEAD_SECONDS = 12.0
"""Whose heart did not beat for so long is dead, and others do its work."""
_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 1
_STOP_SECONDS = 8.0
_BEHIND_THE_OTHERS = -1
_STILL_HELD = """
    SELECT id FROM procrastinate_jobs
    JOIN unnest(%(jobs)s::bigint[], %(workers)s::bigint[]) AS ended (job_id, worker)
        ON id = job_id AND worker_id = worker
    WHERE status = 'doing'
"""
_COUNT_ALIVE = """
    SELECT count(*) AS alive FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => %(seconds)s)
"""

Work = Callable[[int], Awaitable[None]]
Suspect = Callable[..., Awaitable[None]]
Action = Callable[[], Awaitable[None]]


class Jobs:
    """The jobs of one bot.

    Args:
        address: The database, as libpq takes it.
        bot: The bot's id.
        work_off: Does what is to be done in a lane.
        try_again: Does one update again.
        suspect: Called with the ``lane``, and the ``update_id`` if it was tried again, that a
            process had in hand when it died.
        share: Told again and again how many processes there are, with this one.
    """

    def __init__(
        self,
        address: str,
        bot: int,
        work_off: Work,
        try_again: Work,
        suspect: Suspect,
        share: Callable[[int], None],
    ) -> None:
        self._bot = bot
        self._queue = f"bot {bot}"
        self._share = share
        # Every change is one statement; a transaction around it takes two more ways for nothing.
        self._connector = PsycopgConnector(
            conninfo=address, min_size=1, max_size=_CONNECTIONS, configure=_commit_by_itself
        )
        self._suspect = suspect
        self._app = App(connector=self._connector)
        self._stopping = asyncio.Event()
        self._ended: list[Job] = []
        self._add_tasks(work_off, try_again)

    async def call(self, lane: int) -> None:
        """Have a lane worked off; one call that waits is enough.

        Raises:
            ConnectorException: If the database cannot be reached.
        """
        await self._defer("work_off", lane, f"lane {lane}", {"lane": lane})

    async def call_again(self, update_id: int, lane: int, seconds: float = 0.0) -> None:
        """Have an update tried again after a while, behind what its lane does meanwhile.

        Raises:
            ConnectorException: If the database cannot be reached.
        """
        options = {"schedule_in": {"seconds": seconds}, "priority": _BEHIND_THE_OTHERS}
        name = f"update {update_id}"
        values = {"update_id": update_id, "lane": lane}
        await self._defer("try_again", lane, name, values, **options)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work on what is called for while this is open; finish what was begun at the end."""
        async with self._app.open_async():
            await self._prepare()
            self._share(1 + await self._alive())
            tasks = [asyncio.create_task(self._work()), asyncio.create_task(self._look())]
            try:
                yield
            finally:
                self._stopping.set()
                tasks[0].cancel()  # the worker takes it as the wish to come to an end
                await asyncio.gather(*tasks, return_exceptions=True)

    def _add_tasks(self, work_off: Work, try_again: Work) -> None:
        @self._app.task(name="work_off", queue=self._queue, pass_context=True)
        async def _work_off(context: JobContext, lane: int) -> None:
            await self._do(partial(work_off, lane), partial(self.call, lane))
            self._ended.append(context.job)

        @self._app.task(name="try_again", queue=self._queue, pass_context=True)
        async def _try_again(context: JobContext, update_id: int, lane: int) -> None:
            await self._do(partial(try_again, update_id), partial(self.call_again, update_id, lane))
            self._ended.append(context.job)

    async def _do(self, work: Action, call: Action) -> None:
        """Do what is to be done; where this process stops before, call for another."""
        try:
            while not await self._is_done(work):
                await happens_within(self._stopping, _PAUSE_SECONDS)
        except (InterruptedError, asyncio.CancelledError):
            await call()

    async def _is_done(self, work: Action) -> bool:
        try:
            await work()
        except InterruptedError:
            raise
        except Exception as error:  # of the database, as handlers raise none
            if self._stopping.is_set():
                raise InterruptedError from error
            logger.error("an update cannot be worked on, trying again: %s", _words(error))
            return False
        return True

    async def _defer(
        self, task: str, lane: int, name: str, values: dict[str, int], **options: Any
    ) -> None:
        lock, queueing_lock = f"{self._bot} {lane}", f"{self._bot} {name}"
        job = self._app.configure_task(
            task, queue=self._queue, lock=lock, queueing_lock=queueing_lock, **options
        )
        with suppress(AlreadyEnqueued):
            await job.defer_async(**values)

    async def _prepare(self) -> None:
        """Make the tables of procrastinate; another process may be doing it, too."""
        try:
            if not await self._app.check_connection_async():
                await self._app.schema_manager.apply_schema_async()
        except ConnectorException:
            if not await self._app.check_connection_async():
                raise

    async def _work(self) -> None:
        """Work until told to stop; start again after a fault of the database."""
        while not self._stopping.is_set():
            try:
                await self._app.run_worker_async(
                    queues=[self._queue],
                    concurrency=_LANES_AT_A_TIME,
                    fetch_job_polling_interval=_POLL_SECONDS,
                    shutdown_graceful_timeout=_STOP_SECONDS,
                    update_heartbeat_interval=_BEAT_SECONDS,
                    stalled_worker_timeout=_DEAD_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            except Exception as error:
                logger.error("no updates can be worked on, trying again: %s", _words(error))
            await happens_within(self._stopping, _PAUSE_SECONDS)

    async def _look(self) -> None:
        """See again and again which other processes there are, and what is held for nothing."""
        ended: list[Job] = []
        is_away = False
        while not self._stopping.is_set():
            ended, self._ended = ended + self._ended, []
            await happens_within(self._stopping, _LOOK_SECONDS)
            try:
                self._share(max(1, await self._alive()))
                await self._rescue()
                await self._release(ended)
            except Exception as error:  # of the database
                if not is_away:
                    reason = _words(error)
                    logger.warning("what dead processes left cannot be taken over: %s", reason)
                is_away = True
                continue
            if is_away:
                logger.warning("what dead processes left can be taken over again")
            ended, is_away = [], False

    async def _release(self, ended: list[Job]) -> None:
        """Finish jobs that ended a while ago, where a fault of the database kept that from it.

        Their lanes would be locked for as long as this process lives.
        """
        held = await self._connector.execute_query_all_async(
            _STILL_HELD, jobs=[job.id for job in ended], workers=[job.worker_id for job in ended]
        )
        for job in held:
            await self._app.job_manager.finish_job_by_id_async(
                job["id"], Status.SUCCEEDED, delete_job=True
            )

    async def _alive(self) -> int:
        """Count the processes that are at work."""
        found = await self._connector.execute_query_one_async(_COUNT_ALIVE, seconds=_DEAD_SECONDS)
        return int(found["alive"])

    async def _rescue(self) -> None:
        """Have done what a process that died was doing."""
        stalled = await self._app.job_manager.get_stalled_jobs(
            queue=self._queue, seconds_since_heartbeat=_DEAD_SECONDS
        )
        for job in stalled:
            await self._take_over(job)

    async def _take_over(self, job: Job) -> None:
        """Let a job be done anew, or end it where another one waits to do the same."""
        manager = self._app.job_manager
        await self._suspect(**job.task_kwargs)
        with suppress(ConnectorException):  # another process was faster
            try:
                await manager.retry_job(job)
            except UniqueViolation:
                await manager.finish_job(job, Status.FAILED, delete_job=True)
            logger.warning("took over %s from a process that died", job.queueing_lock)


async def _commit_by_itself(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)


def _words(error: BaseException) -> str:
    return " ".join(str(error.__cause__ or error).split())
