"""Wiring: which handler answers which update, and starting the bot."""

import logging

from telegram import BotCommand, LinkPreviewOptions
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    filters,
)

from bot.chat import buttons, commands, errors, questions
from bot.chat.context import App, ChatState, Context
from bot.errors import SettingsError
from bot.qa.assistant import Assistant
from bot.qa.knowledge import default_folder, load_knowledge
from bot.qa.language import Language
from bot.settings import Settings

logger = logging.getLogger(__name__)

COMMANDS = ("start", "help", "topics")


def build_app(assistant: Assistant, settings: Settings) -> App:
    """Build the application: its handlers in the order they are tried."""
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set; put the token from @BotFather into the environment "
            "or into .env, or try the bot without one: python -m bot demo"
        )
    base_url = str(settings.telegram_api_base_url).rstrip("/")
    app: App = (
        Application.builder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{base_url}/bot")
        .base_file_url(f"{base_url}/file/bot")
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(ContextTypes(context=Context, chat_data=ChatState))
        .post_init(_introduce)
        .build()
    )
    app.bot_data["assistant"] = assistant
    app.add_handler(CommandHandler("start", commands.start))
    app.add_handler(CommandHandler("help", commands.show_help))
    app.add_handler(CommandHandler("topics", commands.show_topics))
    app.add_handler(CallbackQueryHandler(buttons.press_button))
    text = filters.TEXT & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(text, questions.answer_question))
    app.add_error_handler(errors.handle_error)  # type: ignore[arg-type]
    return app


async def _introduce(app: App) -> None:
    """Tell Telegram the commands, in Chinese and in English."""
    texts = app.bot_data["assistant"].knowledge.messages.texts
    for language, code in ((Language.HANS, "zh"), (Language.ENGLISH, None)):
        listed = [
            BotCommand(name, texts[f"command_{name}"].in_language(language)) for name in COMMANDS
        ]
        try:
            await app.bot.set_my_commands(listed, language_code=code)
        except TelegramError as error:
            logger.warning("the command list could not be set: %s", error)


def run_bot(settings: Settings) -> None:
    """Run the bot by long polling until it is stopped.

    Raises:
        SettingsError: If the token is missing or Telegram does not know it.
        KnowledgeError: If the knowledge cannot be loaded.
    """
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs URLs, and so the token
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    assistant = Assistant(load_knowledge(settings.knowledge_dir or default_folder()))
    app = build_app(assistant, settings)
    logger.info("answering from %d entries", len(assistant.knowledge.entries))
    try:
        app.run_polling(allowed_updates=["message", "callback_query"])
    except InvalidToken:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not known to Telegram; copy it again from @BotFather"
        ) from None
