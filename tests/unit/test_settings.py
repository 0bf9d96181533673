"""Settings: read from the environment and .env, refused by name, the token never shown."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

TOKEN = "123456:very-secret"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert str(settings.telegram_api_base_url) == "https://api.telegram.org/"
    assert settings.knowledge_dir is None
    assert settings.log_level == "INFO"


@pytest.mark.parametrize("document", ["README.md", "README.zh.md", ".env.example"])
def test_every_setting_is_described(document: str) -> None:
    text = (Path(__file__).parent.parent.parent / document).read_text("utf-8")
    assert [name for name in Settings.model_fields if name.upper() not in text] == []


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_BASE_URL", "http://127.0.0.1:8082")
    monkeypatch.setenv("KNOWLEDGE_DIR", "elsewhere")
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert str(settings.telegram_api_base_url) == "http://127.0.0.1:8082/"
    assert settings.knowledge_dir == Path("elsewhere")


def test_settings_come_from_dotenv() -> None:
    Path(".env").write_text("LOG_LEVEL=DEBUG\nSOMETHING_ELSE=1\n", "utf-8")
    assert load_settings().log_level == "DEBUG"


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("LOG_LEVEL=DEBUG\n", "utf-8")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    assert load_settings().log_level == "ERROR"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("LOG_LEVEL", "LOUD", id="unknown level"),
        pytest.param("LOG_LEVEL", "", id="empty level"),
        pytest.param("TELEGRAM_API_BASE_URL", "nowhere", id="no URL"),
        pytest.param("TELEGRAM_API_BASE_URL", "file:///etc/passwd", id="no HTTP"),
        pytest.param("WEBHOOK_SECRET", "two words", id="secret Telegram would not take"),
        pytest.param("WEBHOOK_PORT", "65536", id="no port"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_without_the_token(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}: ") as caught:
        load_settings()
    message = str(caught.value)
    assert "\n" not in message
    assert TOKEN not in message
    assert "mend it in the environment or .env" in message


def test_a_dotenv_that_is_not_utf8_is_a_settings_error() -> None:
    Path(".env").write_bytes(b"LOG_LEVEL=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_printing_the_settings_does_not_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()}"
