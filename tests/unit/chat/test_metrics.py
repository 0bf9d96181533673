"""The metrics, and the dashboard that is drawn from them."""

import json
import re
from pathlib import Path

import pytest

from bot.chat.metrics import Metrics

DASHBOARD = Path(__file__).parents[3] / "deploy" / "grafana.json"


def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def names(metrics: Metrics) -> set[str]:
    """Return every name that Prometheus knows, in use or not, with the labels it can have."""
    families = metrics.registry.collect()
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {
        f"{family.name}{suffix}"
        for family in families
        for suffix in suffixes.get(family.type, ("",))
    }


@pytest.mark.parametrize("expression", expressions())
def test_the_dashboard_uses_metrics_that_exist(expression: str) -> None:
    used = set(re.findall(r"\b(?:meetingbot|process)_\w+", expression))
    assert used
    assert used <= names(Metrics())


def test_the_dashboard_shows_every_metric_of_the_bot() -> None:
    shown = " ".join(expressions())
    own = {name for name in names(Metrics()) if name.startswith("meetingbot_")}
    assert [
        name for name in own if not name.endswith(("_sum", "_count")) and name not in shown
    ] == []


def test_two_bots_do_not_count_for_each_other() -> None:
    one, other = Metrics(), Metrics()
    one.flood_limits.inc()
    assert one.registry.get_sample_value("meetingbot_flood_limits_total") == 1
    assert other.registry.get_sample_value("meetingbot_flood_limits_total") == 0
