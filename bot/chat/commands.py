"""The slash commands, but for ``/ask``."""

import logging

from telegram import Update

from bot.chat.cards import Card, article_card, language_card, reply_card, start_card, topics_card
from bot.chat.context import Context
from bot.chat.memory import place_of
from bot.chat.messages import send
from bot.chat.view import View

logger = logging.getLogger(__name__)

FROM_INLINE = "inline"
"""The start parameter of whoever comes from an inline query without results."""


async def start(update: Update, context: Context) -> None:
    """Welcome a person, or show the answer that a deep link names."""
    parameter = context.args[0] if context.args else ""
    if parameter in context.knowledge.entries:
        await _show_entry(parameter, update, context)
    else:
        is_dead = parameter not in {"", FROM_INLINE}
        await _reply(
            start_card(_view(update, context), "dead_link" if is_dead else "start"), update
        )


async def show_help(update: Update, context: Context) -> None:
    """Say how to ask."""
    await _reply(start_card(_view(update, context), "help"), update)


async def show_topics(update: Update, context: Context) -> None:
    """List the topics to browse."""
    await _reply(topics_card(_view(update, context)), update)


async def show_article(update: Update, context: Context) -> None:
    """Show the report from its first paragraph."""
    await _reply(article_card(0, _view(update, context)), update)


async def choose_language(update: Update, context: Context) -> None:
    """Offer the languages."""
    if update.effective_chat:
        chosen = context.chosen_language(update.effective_chat.id)
        await _reply(language_card(chosen, _view(update, context)), update)


async def show_privacy(update: Update, context: Context) -> None:
    """Say what is stored, and how to have it erased."""
    view = _view(update, context)
    await _reply(Card(view.html("privacy", days=context.store.retention.days)), update)


async def forget_me(update: Update, context: Context) -> None:
    """Erase everything that is stored about a person."""
    view = _view(update, context)
    if update.effective_user:
        context.memory.forget(update.effective_user.id, update.update_id)
        await context.store.forget(update.effective_user.id, update.update_id)
        context.services.news.set()
    await _reply(Card(view.html("forgotten")), update)


async def follow_group(update: Update, context: Context) -> None:
    """Keep a group's language when it becomes a supergroup, and the curators' chat."""
    message = update.effective_message
    if not (message and message.migrate_to_chat_id):
        return
    await context.store.migrate(message.chat_id, message.migrate_to_chat_id)
    if message.chat_id == context.services.curator_chat:
        context.services.curator_chat = message.migrate_to_chat_id
        logger.warning(
            "the curators' chat has become %s; set CURATOR_CHAT_ID to that",
            message.migrate_to_chat_id,
        )


async def _show_entry(entry_id: str, update: Update, context: Context) -> None:
    message = update.effective_message
    if message is None:
        return
    before = await context.conversation(message, update)
    language = context.language(update)
    reply = context.assistant.answer_entry(entry_id, language)
    if reply is None:
        return
    sent = await send(reply_card(reply, context.view(language), message.id), message)
    user = update.effective_user
    place = place_of(message, user.id if user else None)
    context.memory.remember(place, sent.id, before, before.after(reply), message.id)


def _view(update: Update, context: Context) -> View:
    return context.view(context.language(update))


async def _reply(card: Card, update: Update) -> None:
    if update.effective_message:
        await send(card, update.effective_message)
