"""Inline queries: answers in any chat."""

from collections.abc import Iterator
from itertools import islice

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.cards import inline_card
from bot.chat.commands import FROM_INLINE
from bot.chat.context import Context, language_of_phone
from bot.chat.rendering import preview
from bot.chat.view import View
from bot.qa.assistant import Assistant
from bot.qa.models import Entry
from bot.qa.plain import popular
from bot.qa.reply import Conversation, Reply
from bot.qa.text import fold

_MOST_RESULTS = 20
_CACHED_SECONDS = 30


async def answer_inline(update: Update, context: Context) -> None:
    """Offer answers to what was typed behind the bot's name; popular ones if nothing was."""
    query = update.inline_query
    if query is None:
        return
    chosen = context.chosen_language(query.from_user.id)
    conversation = Conversation(language=chosen, script=language_of_phone(update))
    reply = context.live.reply(query.query, conversation)
    found = found_entries(query.query, reply, context.assistant)
    is_empty = not query.query.strip()
    view = context.view((chosen or conversation.script) if is_empty else reply.language)
    button = InlineQueryResultsButton(view.text("ask_in_private"), start_parameter=FROM_INLINE)
    try:
        await query.answer(
            [_result(entry, view) for entry in found],
            cache_time=_CACHED_SECONDS,
            is_personal=True,
            button=None if found else button,
        )
    except BadRequest as error:
        # Who types on has asked anew by then.
        if "query is too old" not in error.message.lower():
            raise


def found_entries(query: str, reply: Reply, assistant: Assistant) -> list[Entry]:
    """Return up to 20 entries for a query, each once.

    First come those that answer it or may be meant, then those that have its words in them.
    """
    folded = fold(query)
    if not query.strip():
        return popular(assistant.knowledge)[:_MOST_RESULTS]
    ordered = {entry.id: entry for entry in _candidates(folded, reply, assistant)}
    return list(islice(ordered.values(), _MOST_RESULTS))


def _candidates(folded: str, reply: Reply, assistant: Assistant) -> Iterator[Entry]:
    for answer in reply.answers:
        yield answer.entry
    if not reply.answers:
        yield from reply.suggestions
    if folded:
        yield from assistant.matcher.entries_with(folded)
    if reply.answers:
        yield from reply.suggestions


def _result(entry: Entry, view: View) -> InlineQueryResultArticle:
    card = inline_card(entry, view)
    content = InputTextMessageContent(
        card.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(
        entry.id,
        view.say(entry.question),
        content,
        reply_markup=card.keyboard,
        description=preview(entry, view.language),
    )
