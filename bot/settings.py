"""Settings, read from the environment or from ``.env``."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, Field, Secret, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

Text = Annotated[str, StringConstraints(min_length=1)]
WebhookSecret = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,256}$")]
Port = Annotated[int, Field(ge=0, le=65535)]
Amount = Annotated[int, Field(ge=0, le=10_000)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """Every setting, its default, and what it is for.

    Attributes:
        telegram_bot_token: The token @BotFather gave; needed by ``run`` only.
        telegram_api_base_url: Where the Bot API answers; ``/bot<token>/METHOD`` is added.
        knowledge_dir: The folder with article, FAQ and words; by default the one that comes
            with the bot.
        curator_chat_id: The chat whose members teach the bot; the bot must be in it.
        database_url: Where everything is kept that outlives a restart: an SQLite file or
            PostgreSQL.
        retention_days: How long it is kept who asked a question; also conversations.
        webhook_url: Where Telegram brings updates to; without it they are fetched by polling.
        webhook_secret: What Telegram shows with every update; made from the token if not given.
        webhook_listen: The address to listen on for them.
        webhook_port: The port to listen on for them.
        messages_per_second: How many messages the bot sends in all; 0 is no limit, here and below.
        messages_per_second_in_chat: How many to one chat, on average over five seconds.
        messages_per_minute_in_group: How many to one group.
        messages_per_second_from_person: How many of one person's are answered, on average over
            20 seconds.
        metrics_port: Where health and metrics are served; nowhere if not given.
        metrics_listen: The address to listen on for those who ask.
        log_level: DEBUG, INFO, WARNING or ERROR.
        log_format: Readable lines, or one JSON object a line.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    knowledge_dir: Path | None = None
    curator_chat_id: int | None = None
    database_url: Text = "sqlite+aiosqlite:///meeting-bot.sqlite3"
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 30
    webhook_url: AnyHttpUrl | None = None
    webhook_secret: Secret[WebhookSecret] | None = None
    webhook_listen: Text = "127.0.0.1"
    webhook_port: Port = 8080
    messages_per_second: Amount = 30
    messages_per_second_in_chat: Amount = 1
    messages_per_minute_in_group: Amount = 20
    messages_per_second_from_person: Amount = 1
    metrics_port: Port | None = None
    metrics_listen: Text = "127.0.0.1"
    log_level: Level = "INFO"
    log_format: Literal["text", "json"] = "text"


def load_settings(**given: Any) -> Settings:
    """Read the settings.

    Args:
        **given: Settings that count whatever the environment says.

    Raises:
        SettingsError: If a value is wrong; names the setting and says what it must be.
    """
    try:
        return Settings(**given)
    except UnicodeDecodeError:
        raise SettingsError(".env: not UTF-8; save it as UTF-8") from None
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        name = str(fault["loc"][0]).upper()
        raise SettingsError(f"{name}: {fault['msg']}; mend it in the environment or .env") from None
