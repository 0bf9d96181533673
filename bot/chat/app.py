"""Wiring: which handler answers which update."""

from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chat import buttons, commands, curators, inline, media, questions, reports
from bot.chat.context import App, Context, Data, Services
from bot.chat.gate import hold_back_floods
from bot.chat.metrics import Metrics
from bot.chat.request import AiohttpRequest
from bot.chat.sending import PatientSender
from bot.chat.traffic import Limits
from bot.errors import SettingsError
from bot.settings import Settings

ALLOWED_UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
)
_CONNECTIONS = 64
_COMMANDS = {
    "start": commands.start,
    "help": commands.show_help,
    "topics": commands.show_topics,
    "article": commands.show_article,
    "lang": commands.choose_language,
    "privacy": commands.show_privacy,
    "forget": commands.forget_me,
    "stats": reports.show_stats,
    "log": reports.show_log,
}


def build_app(bot: ExtBot[None], services: Services) -> App:
    """Build the application around a bot."""
    builder = Application.builder().application_class(_FrankApplication).bot(bot).updater(None)
    app: App = builder.context_types(ContextTypes(context=Context)).build()
    app.bot_data["services"] = services
    _add_handlers(app, services)
    return app


def build_bot(settings: Settings, metrics: Metrics) -> ExtBot[None]:
    """Build what speaks to Telegram.

    Raises:
        SettingsError: If there is no token.
    """
    token = settings.telegram_bot_token
    if token is None or not token.get_secret_value().strip():
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set; put the token from @BotFather into the environment "
            "or into .env, or try the bot without one: python -m bot demo"
        )
    base_url = str(settings.telegram_api_base_url).rstrip("/")
    return ExtBot(
        token.get_secret_value().strip(),
        f"{base_url}/bot",
        f"{base_url}/file/bot",
        request=AiohttpRequest(connections=_CONNECTIONS),
        get_updates_request=AiohttpRequest(connections=1),
        defaults=Defaults(
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        ),
        rate_limiter=PatientSender(metrics, limits_of(settings)),
    )


def limits_of(settings: Settings) -> Limits:
    """Return how much Telegram takes, as the settings have it."""
    return Limits(
        per_second=settings.messages_per_second,
        per_second_in_chat=settings.messages_per_second_in_chat,
        per_minute_in_group=settings.messages_per_minute_in_group,
    )


class _FrankApplication(Application[ExtBot[None], Context, Data, Data, Data, Any]):
    """Lets whoever has an update processed know how it failed."""

    async def process_error(
        self,
        update: object,  # noqa: ARG002
        error: Exception,
        job: Any = None,  # noqa: ARG002
        coroutine: Any = None,  # noqa: ARG002
    ) -> bool:
        """Raise the error instead of handling it."""
        raise error


def _add_handlers(app: App, services: Services) -> None:
    """Add the handlers in the order they are tried; the first that fits takes the update."""
    app.add_handler(TypeHandler(Update, hold_back_floods), group=-1)
    new = filters.UpdateType.MESSAGE
    to_card = new & filters.TEXT & ~filters.COMMAND & curators.ToCard(services)
    app.add_handler(MessageHandler(to_card, curators.take_reply))
    private = filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("ask", questions.answer_command))
    for name, command in _COMMANDS.items():
        app.add_handler(CommandHandler(name, command, new))
    app.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, commands.follow_group))
    app.add_handler(MessageHandler(private & new & filters.COMMAND, media.hint_at_commands))
    text = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
    app.add_handler(MessageHandler(text, questions.answer_message))
    others = private & new & ~filters.TEXT & ~filters.CAPTION & ~filters.StatusUpdate.ALL
    app.add_handler(MessageHandler(others, media.hint_at_text))
    app.add_handler(CallbackQueryHandler(buttons.press_button))
    app.add_handler(InlineQueryHandler(inline.answer_inline))
