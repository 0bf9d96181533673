"""What is deployed: containers without rights, and documents that name what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BOTS = [name for name, service in COMPOSE["services"].items() if service.get("build")]


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_container_is_without_rights_and_read_only(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_image_runs_as_a_user_of_no_rights() -> None:
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert not [name for name in BOTS if "user" in COMPOSE["services"][name]]
    assert COMPOSE["services"]["postgres"]["user"] == "postgres"
    assert "unprivileged" in COMPOSE["services"]["nginx"]["image"]


def test_a_bot_writes_to_its_volume_or_nowhere() -> None:
    written = {name: COMPOSE["services"][name].get("volumes", []) for name in BOTS}
    assert written == {"single": ["data:/data"], "bot": []}
    assert "\nVOLUME /data\n" in DOCKERFILE
    assert "DATABASE_URL=sqlite+aiosqlite:////data/" in DOCKERFILE
    assert {COMPOSE["services"][name]["tmpfs"][0] for name in BOTS} == {"/tmp"}
    assert "XDG_CACHE_HOME=/tmp" in DOCKERFILE


@pytest.mark.parametrize("name", BOTS)
def test_every_setting_that_is_given_exists(name: str) -> None:
    given = COMPOSE["services"][name].get("environment", {})
    known = {field.upper() for field in Settings.model_fields}
    assert set(given) <= known


def test_the_balancer_leads_to_where_the_bots_listen() -> None:
    nginx = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    settings = COMPOSE["services"]["bot"]["environment"]
    assert f"server bot:{settings['WEBHOOK_PORT']} " in nginx
    assert settings["WEBHOOK_LISTEN"] == "0.0.0.0"
    [path] = re.findall(r"location = (\S+) ", nginx)
    deploy = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    assert re.search(rf"WEBHOOK_URL=https://[\w.]+{path}\s", deploy)
    [port] = re.findall(r"listen (\d+) ssl", nginx)
    assert COMPOSE["services"]["nginx"]["ports"] == [f"443:{port}"]


def test_both_ways_to_run_it_are_described() -> None:
    profiles = {profile for one in COMPOSE["services"].values() for profile in one["profiles"]}
    text = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    assert profiles == {"single", "replicas"}
    assert all(f"--profile {profile} up" in text for profile in profiles)


def named_tests() -> list[str]:
    text = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    return re.findall(r"`((?:unit|e2e|fuzz)/[\w/]+\.py(?:::\w+)?)`", text)


@pytest.mark.parametrize("name", named_tests())
def test_every_test_that_is_named_exists(name: str) -> None:
    path, _, function = name.partition("::")
    text = (ROOT / "tests" / path).read_text("utf-8")
    assert not function or f"def {function}(" in text
