"""The picture of the figures, for the screen of a phone.

Its words are English and ids of entries: matplotlib's own font has no Chinese, and a machine may
have none other.
"""

from io import BytesIO
from typing import Any

from bot.curation.figures import ANSWERED, NOT_REPORTED, OUTCOMES, Figures
from bot.store.curating import OPEN

_INCHES, _DPI = (6.0, 8.6), 150
_COLOURS = ("#2a9d8f", "#8ab17d", "#e9c46a", "#f4a261", "#d1495b")
_MOST_BARS = 8
_INK, _GREY = "#222222", "#777777"


def draw(figures: Figures) -> bytes:
    """Draw the figures as a PNG of 900 by 1290 pixels; takes about a second."""
    from matplotlib.figure import Figure

    sheet = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained", facecolor="white")
    parts: Any = sheet.subfigures(3, 1, height_ratios=[1, 3.6, 4])
    top, middle, bottom = parts
    _draw_tiles(top, figures)
    _draw_days(middle.subplots(), figures)
    _draw_entries(bottom.subplots(), figures)
    picture = BytesIO()
    sheet.savefig(picture, format="png")
    return picture.getvalue()


def _draw_tiles(part: Any, figures: Figures) -> None:
    total = figures.questions
    answered = figures.outcomes[ANSWERED] + figures.outcomes[NOT_REPORTED]
    tiles = (
        (f"{total:,}", f"questions in {len(figures.days)} days"),
        (f"{answered / total:.0%}" if total else "–", "answered"),
        (f"{figures.liked} / {figures.unliked}", "good / bad votes"),
        (str(figures.inbox.get(OPEN, 0)), "open in the inbox"),
    )
    for number, (value, name) in enumerate(tiles):
        x = (number + 0.5) / len(tiles)
        part.text(x, 0.6, value, ha="center", va="center", fontsize=20, color=_INK, weight="bold")
        part.text(x, 0.2, name, ha="center", va="center", fontsize=9.5, color=_GREY)


def _draw_days(axes: Any, figures: Figures) -> None:
    days = list(figures.days)
    base = [0] * len(days)
    for outcome, colour in zip(OUTCOMES, _COLOURS, strict=True):
        heights = [figures.days[day][outcome] for day in days]
        axes.bar(range(len(days)), heights, 0.85, base, color=colour, label=outcome)
        base = [low + height for low, height in zip(base, heights, strict=True)]
    axes.legend(ncols=3, fontsize=10, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.1))
    ticks = range(len(days) - 1, -1, -7)
    axes.set_xticks(ticks, [f"{days[number]:%d %b}" for number in ticks])
    axes.set_ylim(0, max(*base, 4) * 1.08)
    axes.locator_params(axis="y", integer=True, nbins=5)
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    _tidy(axes, "Questions a day")


def _draw_entries(axes: Any, figures: Figures) -> None:
    shown = list(figures.most_asked)[:_MOST_BARS]
    axes.barh(range(len(shown)), [number for _, number in shown], 0.4, color=_COLOURS[0])
    for place, (entry, number) in enumerate(shown):
        axes.text(0, place - 0.27, entry, va="bottom", fontsize=11, color=_INK)
        axes.text(number, place, f" {number:,}", va="center", fontsize=11, color=_INK)
    axes.set_ylim(_MOST_BARS - 0.5, -0.9)
    axes.set_xlim(0, max([number for _, number in shown] or [1]) * 1.12)
    axes.set_xticks([])
    axes.set_yticks([])
    if not shown:
        axes.text(0.5, 0.5, "nothing yet", ha="center", color=_GREY, transform=axes.transAxes)
    _tidy(axes, "Asked most")


def _tidy(axes: Any, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=13, color=_INK, weight="bold")
    axes.tick_params(labelsize=10, length=0, colors=_INK)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
