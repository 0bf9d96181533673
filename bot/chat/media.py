"""Voice, pictures, stickers and the like: the bot says kindly that it reads text only."""

from telegram import Message, Update

from bot.chat.context import Context


async def hint_at_text(update: Update, context: Context) -> None:
    """Ask for words; once for an album, however many pictures it has."""
    message = update.effective_message
    if message is None or message.via_bot:
        return
    album = message.media_group_id
    if album and album in context.memory.albums:
        return
    if album:
        context.memory.albums[album] = True
    view = context.view(context.language(update))
    await message.reply_text(view.text(_hint(message)))


async def hint_at_commands(update: Update, context: Context) -> None:
    """Say which commands there are when an unknown one is sent."""
    if update.effective_message:
        view = context.view(context.language(update))
        await update.effective_message.reply_text(view.text("unknown_command"))


def _hint(message: Message) -> str:
    if message.voice or message.audio or message.video_note:
        return "hint_voice"
    if message.photo or message.video or message.animation:
        return "hint_picture"
    return "hint_other"
