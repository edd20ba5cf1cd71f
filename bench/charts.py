"""Times drawing every kind of chart beside a bare Figure() with as many points: python -m bench.charts [--rounds N]."""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable

from matplotlib.figure import Figure as Canvas

from quality.core.charts import draw
from quality.core.figures import Bars, Curves, Figure, Funnel, Grid, Pareto, RunChart, Size, Spread, Stack

GOAL = 1.2
POINTS = 60
STEPS = tuple(f"{number % 12 + 1}. {2020 + number // 12}" for number in range(POINTS))
VALUES = tuple(8 + number * 7 % 11 for number in range(POINTS))
NAMES = tuple(f"Enhet {number}" for number in range(12))


def run_chart() -> RunChart:
    """Sixty points with median, limits, the year before and a mark left out, as the goal is written."""
    return RunChart(STEPS, VALUES, 12.0, "Midten 12", False, "", low=3, high=24, limit_word="Tilfeldigheter")


def others() -> dict[str, Figure]:
    """The other kinds, about as full as a page has them."""
    few = STEPS[:24]
    rates = tuple(float(number) for number in range(40, 52))
    sizes = tuple(float(number) for number in range(10, 130, 10))
    return {
        "bars": Bars(NAMES, VALUES[:12]),
        "pareto": Pareto(NAMES, tuple(sorted(VALUES[:12], reverse=True)), ("Saker", "Til sammen")),
        "grid": Grid(NAMES, NAMES[:8], tuple(VALUES[row : row + 8] for row in range(12))),
        "stack": Stack(few, NAMES[:4], tuple(VALUES[row : row + 24] for row in range(4))),
        "funnel": Funnel(NAMES, sizes, rates, 45.0, sizes, rates, rates, (3,), ("Årsverk", "Saker")),
        "spread": Spread(few, VALUES[:24], VALUES[:24], VALUES[:24], VALUES[:24], ("", "", "", ""), "dager"),
        "curves": Curves(few, NAMES[:6], tuple(VALUES[:24] for _ in range(6)), "enheter"),
    }


def bare() -> None:
    """What nobody can do without: a figure, axes, a line, a median, two limits, and the file."""
    canvas = Canvas(figsize=(8.4, 3.2))
    axes = canvas.add_axes((0.1, 0.1, 0.85, 0.85))
    axes.plot(range(POINTS), VALUES, marker="o")
    for at in (3, 12, 24):
        axes.axhline(at)
    axes.set_xticks([0, 20, 40, 59], [STEPS[at] for at in (0, 20, 40, 59)])
    canvas.savefig(io.BytesIO(), format="svg", metadata={"Date": None})


def middle(what: Callable[[], object], rounds: int) -> float:
    """Processor milliseconds, the middle of some rounds."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        what()
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


def main() -> None:
    """Print one line a kind; ends with 1 when one takes longer than the goal."""
    parser = argparse.ArgumentParser(prog="python -m bench.charts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    slow = 0
    bare()
    for name, figure in {"run": run_chart(), **others()}.items():
        for size in (Size.WIDE, Size.NARROW):
            floor = middle(bare, rounds)
            took = middle(lambda figure=figure, size=size: draw(figure, size), rounds)  # type: ignore[misc]
            print(
                f"{name:7} {size:7} {took:5.0f} ms, bare {floor:3.0f} ms: {took / floor:.2f} times (goal {GOAL})"
            )
            slow += took > GOAL * floor
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
