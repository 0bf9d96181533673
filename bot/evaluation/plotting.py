"""The pictures of an evaluation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import InputError
from bot.evaluation.analysis import Guess, reliability, risk_coverage


def plot_evaluation(found: Mapping[str, Sequence[Guess]], own: str, path: Path) -> None:
    """Draw reliability of the own engine, and risk against coverage of all, into a picture.

    Raises:
        InputError: If the picture cannot be written.
    """
    import matplotlib as mpl  # takes a second, and only pictures need it

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4.5), layout="constrained")
    bins = reliability(found[own])
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    left.scatter(
        [b.mean_score for b in bins], [b.right for b in bins], s=[8 + b.count for b in bins]
    )
    left.set(title="Reliability", xlabel="score", ylabel="share right", xlim=(0, 1), ylim=(0, 1.03))
    for name, guesses in found.items():
        points = risk_coverage(guesses)
        right.plot([x for x, _ in points], [y for _, y in points], label=name)
    right.set(title="Risk and coverage", xlabel="share answered", ylabel="share of answers wrong")
    right.legend()
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be written: {error}") from None
    finally:
        pyplot.close(figure)
