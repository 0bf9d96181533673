"""What is counted and timed, for Prometheus.

Everything is of this process alone and adds up over several, except what ``Watch`` reads from
the store.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

_ANSWER_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
_REPLY_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one bot.

    Attributes:
        updates: Updates that were processed, by kind.
        replies: Answers to questions, by ``qa.reply.Kind``.
        answer_seconds: How long finding an answer took; what was asked before in the same words
            is not counted.
        reply_seconds: From the moment an update is taken up until it is done with, reply sent.
        waiting: Updates that were accepted and are not done.
        oldest_seconds: How long the oldest of them waits.
        flood_limits: How often Telegram asked the bot to slow down (429).
        errors: Errors that a handler did not expect, by their type.
        inbox: Questions that wait for a curator.
        closed_chats: Chats that the bot may not write to, as it was blocked or thrown out.
        knowledge: 1 for the version of the knowledge that answers.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.updates = self._counter("updates", "Updates that were processed.", "kind")
        self.replies = self._counter("replies", "Answers to questions.", "kind")
        self.errors = self._counter("errors", "Errors that no handler expected.", "type")
        self.flood_limits = self._counter("flood_limits", "How often Telegram said 429.")
        self.answer_seconds = self._histogram(
            "answer_seconds", "How long finding an answer took.", _ANSWER_SECONDS
        )
        self.reply_seconds = self._histogram(
            "reply_seconds", "From an update to its reply having been sent.", _REPLY_SECONDS
        )
        self.waiting = self._gauge("waiting_updates", "Updates that are not done.")
        self.oldest_seconds = self._gauge(
            "oldest_update_seconds", "How long the oldest of them waits."
        )
        self.inbox = self._gauge("inbox_questions", "Questions that wait for a curator.")
        self.closed_chats = self._gauge("closed_chats", "Chats that blocked the bot, or are gone.")
        self.knowledge = self._gauge("knowledge_info", "The knowledge that answers.", "version")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"meetingbot_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"meetingbot_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"meetingbot_{name}", text, registry=self.registry, buckets=buckets)
