"""The slash commands."""

from telegram import InlineKeyboardMarkup, Update

from bot.chat.context import Context, language_of
from bot.chat.keyboards import entry_rows, reply_keyboard, topics_keyboard
from bot.chat.rendering import reply_html
from bot.qa.plain import popular


async def start(update: Update, context: Context) -> None:
    """Welcome a person, or show the answer that a deep link names."""
    message = update.effective_message
    if message is None:
        return
    language = language_of(update, context)
    knowledge = context.assistant.knowledge
    reply = context.args and context.assistant.answer_entry(context.args[0], language)
    if reply:
        context.state.conversation = context.state.conversation.after(reply)
        await message.reply_html(
            reply_html(reply, knowledge), reply_markup=reply_keyboard(reply, knowledge)
        )
        return
    await message.reply_text(
        context.text("start", language),
        reply_markup=InlineKeyboardMarkup(entry_rows(popular(knowledge), language)),
    )


async def show_help(update: Update, context: Context) -> None:
    """Say how to ask."""
    if update.effective_message:
        await update.effective_message.reply_text(
            context.text("help", language_of(update, context))
        )


async def show_topics(update: Update, context: Context) -> None:
    """List the topics to browse."""
    if update.effective_message:
        language = language_of(update, context)
        await update.effective_message.reply_text(
            context.text("topics", language),
            reply_markup=topics_keyboard(context.assistant.knowledge, language),
        )
