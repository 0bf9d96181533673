"""Pressed buttons."""

from telegram import CallbackQuery, Message, Update

from bot.chat.context import Context, language_of
from bot.chat.keyboards import reply_keyboard, topic_keyboard, topics_keyboard
from bot.chat.presses import Action, Press
from bot.chat.rendering import reply_html


async def press_button(update: Update, context: Context) -> None:
    """Do what a button says; a button of an older version or a removed entry says so kindly."""
    query = update.callback_query
    if query is None:
        return
    press = Press.unpack(query.data or "")
    done = press is not None and await _do(press, query, update, context)
    language = language_of(update, context)
    await query.answer(None if done else context.text("old_button", language))


async def _do(press: Press, query: CallbackQuery, update: Update, context: Context) -> bool:
    message = query.message
    if not isinstance(message, Message):
        return False
    language = language_of(update, context)
    knowledge = context.assistant.knowledge
    if press.action is Action.ANSWER:
        reply = context.assistant.answer_entry(press.target, language)
        if reply is None:
            return False
        context.state.conversation = context.state.conversation.after(reply)
        await message.reply_html(
            reply_html(reply, knowledge), reply_markup=reply_keyboard(reply, knowledge)
        )
        return True
    if press.action is Action.TOPICS:
        keyboard = topics_keyboard(knowledge, language)
        await query.edit_message_text(context.text("topics", language), reply_markup=keyboard)
        return True
    topic = next((topic for topic in knowledge.topics if topic.topic == press.target), None)
    if press.action is Action.TOPIC and topic is not None:
        keyboard = topic_keyboard(topic, press.number, language, context.text("back", language))
        await query.edit_message_text(topic.title.in_language(language), reply_markup=keyboard)
        return True
    return False
