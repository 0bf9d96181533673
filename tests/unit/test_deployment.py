"""What is deployed: containers without rights, and documents that name what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_container_is_without_rights_and_read_only(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_the_image_runs_as_a_user_of_no_rights() -> None:
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert users == ["10001:10001"]


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
