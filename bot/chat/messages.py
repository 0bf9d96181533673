"""Sending a card, or putting it in the place of another."""

from telegram import Bot, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.cards import Card

_NOT_MODIFIED = "not modified"
_GONE = ("message to edit not found", "can't be edited", "message_id_invalid")


async def send(card: Card, to: Message) -> Message:
    """Answer a message with a card."""
    return await to.reply_html(card.html, reply_markup=card.keyboard)


async def show(card: Card, message: Message) -> None:
    """Put a card in the place of one of the bot's messages, or below it if that is gone."""
    try:
        await message.edit_text(card.html, ParseMode.HTML, reply_markup=card.keyboard)
    except BadRequest as error:
        reason = error.message.lower()
        if any(words in reason for words in _GONE):
            await send(card, message)
        elif _NOT_MODIFIED not in reason:
            raise


async def put(card: Card, chat: int, number: int, bot: Bot) -> bool:
    """Put a card in the place of the bot's message of that number; ``False`` if that is gone."""
    try:
        await bot.edit_message_text(
            card.html, chat, number, parse_mode=ParseMode.HTML, reply_markup=card.keyboard
        )
    except BadRequest as error:
        reason = error.message.lower()
        if _NOT_MODIFIED in reason:
            return True
        if any(words in reason for words in _GONE):
            return False
        raise
    return True


async def replace_reply(card: Card, to: Message, reply: int) -> int:
    """Put a card in the place of an earlier reply, or send it if that is gone.

    Returns:
        The number of the message that now holds the card.
    """
    if await put(card, to.chat_id, reply, to.get_bot()):
        return reply
    return (await send(card, to)).id
