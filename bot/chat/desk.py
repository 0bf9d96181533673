"""What happens by itself in the curators' chat, and for those who wait for an answer.

All of it follows from what is stored, so that it goes on after a restart, and each thing is
claimed before it is done, so that of several processes one does it.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from html import escape
from math import ceil
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from telegram import Message, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.cards import Card, reply_card
from bot.chat.context import App, Services
from bot.chat.curators import near
from bot.chat.errors import is_closed
from bot.chat.filing import file
from bot.chat.inbox_cards import open_card
from bot.chat.memory import Place
from bot.chat.messages import put
from bot.chat.rendering import cut
from bot.chat.traffic import Window
from bot.chat.view import View
from bot.errors import KnowledgeError, StoreError
from bot.qa.language import Language
from bot.qa.lessons import read_lesson
from bot.qa.reply import Conversation, Reply
from bot.store import Filed
from bot.store.curating import now
from bot.waiting import happens_within

logger = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS = 2.0
_TOGETHER_SECONDS = 0.2
"""What comes so soon after something new is looked up together with it."""

_TELL_WITHIN = timedelta(days=3)
_MINUTE = 60.0
_CLOSED_SECONDS = 60.0
_LONGEST_QUESTION = 60


class Desk:
    """Shows cards to curators and tells answers to those who asked.

    Args:
        app: What sends.
        services: What the handlers work with.
        messages_per_minute: What the curators' chat takes; a quarter of it is left for answers.
            ``0`` is no limit.
    """

    def __init__(self, app: App, services: Services, messages_per_minute: int) -> None:
        self._bot = app.bot
        self._services = services
        self._inbox = services.store.inbox
        self._places = Window(ceil(messages_per_minute * 0.75), _MINUTE)

    async def work(self) -> None:
        """Do what there is to do, for as long as this runs."""
        with suppress(StoreError, SQLAlchemyError, OSError):
            await self._inbox.show_again()
        while True:
            try:
                await self._take_down_all()
                await self._tell_all()
                await self._show_all()
            except (StoreError, SQLAlchemyError, OSError) as error:
                logger.error("the inbox cannot be read, trying again: %s", error)
            except TelegramError as error:
                logger.error("the curators' chat cannot be written to: %s", error)
                await asyncio.sleep(_CLOSED_SECONDS)
            if await happens_within(self._services.news, _LOOK_EVERY_SECONDS):
                await asyncio.sleep(_TOGETHER_SECONDS)
            self._services.news.clear()

    async def tell_fault(self, error: KnowledgeError) -> None:
        """Tell the curators once why a change of the knowledge files did not take effect."""
        chat, reason = self._services.curator_chat, str(error)
        if chat is None or not await self._inbox.announce(self._services.knowledge.stamp(reason)):
            return
        try:
            await self._bot.send_message(chat, self._view().text("knowledge_broken", error=reason))
        except TelegramError as failure:
            logger.error("the curators' chat cannot be written to: %s", failure)

    async def _take_down_all(self) -> None:
        """Delete the cards of what nobody asks any more."""
        chat = self._services.curator_chat
        if chat is None:
            return
        for card in await self._inbox.withdrawn_cards():
            await self._take_down(card, chat)
            await self._inbox.taken_down(card)

    async def _take_down(self, card: int, chat: int) -> None:
        try:
            await self._bot.delete_message(chat, card)
        except BadRequest:  # Telegram deletes nothing that is older than two days
            with suppress(BadRequest):  # it is gone
                await put(Card(self._view().html("inbox_gone")), chat, card, self._bot)

    async def _show_all(self) -> None:
        while self._services.curator_chat is not None:
            item = await self._inbox.due_card()
            if item is None or not self._places.take_now(_clock()):
                return
            if await self._inbox.claim_card(item):
                await self._show(item, self._services.curator_chat)

    async def _show(self, item: Row[Any], chat: int) -> None:
        view = self._view()
        matcher = self._services.knowledge.live.assistant.matcher
        card = open_card(item, near(item, matcher), view)
        try:
            if item.card is not None and await put(card, chat, item.card, self._bot):
                return
            sent = await self._send(card, chat)
        except TelegramError:
            await self._inbox.set_card(item.id, None)
            raise
        await self._inbox.set_card(item.id, sent.id)

    async def _tell_all(self) -> None:
        live = self._services.knowledge.live
        for asking in await self._inbox.waiting(now() - _TELL_WITHIN, live.version):
            await self._tell(asking)

    async def _tell(self, asking: Row[Any]) -> None:
        """Tell somebody the answer, if what was taught answers their own words too."""
        live = self._services.knowledge.live
        language = Language(asking.language)
        reply = live.reply(asking.text, Conversation(language=language))
        change = await self._services.store.changes.change(asking.change_id)
        taught = read_lesson(change.lesson).entry_id if change and change.lesson else ""
        is_answered = taught in {answer.entry.id for answer in reply.answers}
        if not is_answered and live.nearness.key(asking.text) != asking.key:
            await self._file_alone(asking)
        elif await self._inbox.claim_telling(asking):
            if is_answered:
                await self._send_answer(reply, asking)
            await self._inbox.told(asking)

    async def _send_answer(self, reply: Reply, asking: Row[Any]) -> None:
        view = View(self._knowledge(), reply.language, self._bot.username)
        card = reply_card(reply, view, asking.message)
        intro = escape(view.text("told", question=cut(asking.text, _LONGEST_QUESTION)))
        html = f"{intro}\n\n{card.html}"
        told = Card(html if len(html) <= MessageLimit.MAX_TEXT_LENGTH else card.html, card.keyboard)
        try:
            sent = await self._send(told, asking.chat, reply_to=asking.message)
        except TelegramError as error:
            level = logging.INFO if is_closed(error) else logging.WARNING
            logger.log(level, "chat %s could not be told an answer: %s", asking.chat, error)
            return
        before = Conversation(script=reply.language)
        place = Place(asking.chat, None, asking.user)
        memory = self._services.memory
        memory.remember(place, sent.id, before, before.after(reply), asking.message)

    async def _file_alone(self, asking: Row[Any]) -> None:
        """Make an item of its own of a question that was taken for another one."""
        await self._inbox.withdraw(asking.chat, asking.message)
        question = Filed(
            asking.text,
            asking.chat,
            asking.message,
            asking.user,
            asking.language,
            asking.asked_at,
        )
        await file(question, "decline", self._services)

    async def _send(self, card: Card, chat: int, reply_to: int | None = None) -> Message:
        target = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        return await self._bot.send_message(
            chat,
            card.html,
            ParseMode.HTML,
            reply_markup=card.keyboard,
            reply_parameters=target,
        )

    def _view(self) -> View:
        chosen = self._services.store.language(self._services.curator_chat or 0)
        return View(self._knowledge(), Language(chosen or Language.HANS), self._bot.username)

    def _knowledge(self) -> Any:
        return self._services.knowledge.live.assistant.knowledge


def _clock() -> float:
    return asyncio.get_running_loop().time()
