"""Free text: a question goes in, a card goes out."""

from telegram import Update

from bot.chat.context import Context
from bot.chat.keyboards import reply_keyboard
from bot.chat.rendering import reply_html


async def answer_question(update: Update, context: Context) -> None:
    """Answer a message."""
    message = update.effective_message
    if message is None or message.text is None:
        return
    state = context.state
    reply = context.assistant.reply(message.text, state.conversation)
    state.conversation = state.conversation.after(reply)
    knowledge = context.assistant.knowledge
    await message.reply_html(
        reply_html(reply, knowledge), reply_markup=reply_keyboard(reply, knowledge)
    )
