"""Charts: drawn the same each time, whatever the text, by a process of their own."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from xml.dom.minidom import parseString

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import Bbox

from quality.core import artist, kept
from quality.core.artist import Artist
from quality.core.charts import draw, lines, parts
from quality.core.charts.__main__ import answer
from quality.core.charts.lines import _apart_on_top
from quality.core.figures import (
    Bars,
    Curves,
    Figure,
    Funnel,
    Grid,
    Mark,
    Pareto,
    RunChart,
    Size,
    Spread,
    Stack,
    from_json,
    key,
    to_json,
)
from quality.core.kept import KeptChart
from tests.conftest import Clock, Session

POISON = [
    r"$\foo$",
    "$ 5 og $ 6",
    "a\x00b\x0bc",
    "\u202egninrel\u202c",
    "x" * 300,
    "linje\nskift\u2028her",
    "<b>&amp;</b>]]>",
    "",
]


def run_chart(labels: tuple[str, ...] = ("jan", "feb", "mars"), **changes: object) -> RunChart:
    found = {
        "labels": labels,
        "values": tuple(range(1, len(labels) + 1)),
        "median": 2.0,
        "median_word": "Midten 2",
        "unfinished": True,
        "unfinished_word": "ikke ferdig",
        "marks": (Mark(1, "1"),),
    }
    return RunChart(**(found | changes))  # type: ignore[arg-type]


def one_of_each(text: str) -> list[Figure]:
    """Every kind of figure, with this text wherever one stands."""
    two = (text, text)
    words = (text, text, text, text)
    return [
        run_chart(
            two,
            median_word=text,
            unfinished_word=text,
            marks=(Mark(0, text),),
            low=0.0,
            high=1.5,
            limit_word=text,
            outside=(1,),
            before=(None, 3),
        ),
        Bars(two, (3, 4)),
        Pareto(two, (4, 3), two),
        Grid(two, two, ((1, None), (0, 40))),
        Stack(two, two, ((1, 2), (0, 3))),
        Funnel(two, (3.0, 40.0), (9.0, 12.5), 11.0, (1.0, 40.0), (0.0, 8.0), (30.0, 14.0), (0, 1), two),
        Spread(two, (1, None), (2, None), (9.5, None), (4, 0), words, text),
        Curves(two, two, ((1, 4), (None, 4)), text),
    ]


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
@pytest.mark.parametrize("text", POISON)
def test_no_text_stops_a_chart(text: str, size: Size) -> None:
    for figure in one_of_each(text):
        assert parseString(draw(figure, size).content).documentElement.tagName == "svg"


def test_a_dollar_sign_is_a_dollar_sign_and_long_labels_are_cut() -> None:
    content = draw(Bars((r"$\foo$", "x" * 300), (1, 2)), Size.WIDE).content.decode()
    assert r"$\foo$" in content
    assert "x" * 39 + "…" in content
    assert "x" * 40 not in content


@pytest.mark.parametrize(
    "figure",
    [
        run_chart((), values=(), median=None, marks=()),
        run_chart(("nov",), values=(0,), median=None, marks=()),
        run_chart(("okt", "nov"), values=(None, 4)),
        run_chart(tuple("abc"), values=(10**9, 0, 0)),
        Bars((), ()),
        Bars(("a",), (0,)),
        Pareto((), (), ("", "")),
        Pareto(("a",), (0,), ("", "")),
        Grid((), (), ()),
        Grid(("a",), ("b",), ((None,),)),
        Stack((), (), ()),
        Stack(("okt",), ("a", "b"), ((0,), (0,))),
        Stack(("okt",), ("a", "b"), ((None,), (7,)), "vises ikke"),
        Funnel((), (), (), 0.0, (), (), (), (), ("", "")),
        Funnel(("a",), (0.0,), (0.0,), 0.0, (), (), (), (), ("", "")),
        Spread((), (), (), (), (), ("", "", "", ""), "dager"),
        Spread(("okt",), (None,), (None,), (None,), (0,), ("", "", "", ""), "dager"),
        Curves((), (), (), ""),
        Curves(("okt",), ("a",), ((None,),), ""),
    ],
)
def test_few_or_odd_numbers_are_drawn(figure: Figure) -> None:
    chart = draw(figure, Size.NARROW)
    assert parseString(chart.content)
    assert chart.alternative.text % chart.alternative.values
    assert all(len(numbers) == len(chart.table.columns) for _, numbers in chart.table.rows)


def test_every_chart_comes_with_its_words_and_its_numbers() -> None:
    for figure in one_of_each("Lia"):
        chart = draw(figure, Size.NARROW)
        said = chart.alternative.text % chart.alternative.values
        assert len(said) > 20
        assert [name for name, _ in chart.table.rows] == ["Lia", "Lia"]
        assert all(len(numbers) == len(chart.table.columns) for _, numbers in chart.table.rows)


def test_what_is_kept_back_is_marked_and_the_mark_explained() -> None:
    figure = Stack(("okt", "nov"), ("a", "b"), ((None, 9), (7, 8)), "vises ikke")
    drawn = draw(figure, Size.WIDE).content.decode()
    assert drawn.count(">*<") == 1
    assert "* vises ikke" in drawn
    assert "Noen tall vises ikke" in figure.alternative().text
    assert (
        "vises ikke" not in draw(Stack(("okt",), ("a",), ((9,),), "vises ikke"), Size.WIDE).content.decode()
    )


def test_the_causes_are_added_up() -> None:
    causes = Pareto(("a", "b", "c"), (6, 3, 1), ("Saker", "Til sammen"))
    assert causes.shares == (60, 90, 100)
    assert causes.alternative().values["few"] == 1


def test_the_same_numbers_give_the_same_bytes_and_no_date() -> None:
    first, second = draw(run_chart(), Size.WIDE), draw(run_chart(), Size.WIDE)
    assert first == second
    assert b"<dc:date>" not in first.content


def test_a_mail_gets_a_png() -> None:
    chart = draw(run_chart(), Size.MAIL)
    assert (chart.media_type, chart.content[:4]) == ("image/png", b"\x89PNG")


def test_a_figure_survives_the_way_to_the_artist() -> None:
    for figure in one_of_each("a"):
        assert from_json(to_json(figure, Size.WIDE)) == (figure, Size.WIDE)
    assert key(run_chart(), Size.WIDE) != key(run_chart(), Size.NARROW)
    assert key(run_chart(), Size.WIDE) != key(run_chart(median=3.0), Size.WIDE)


def test_the_artist_draws_what_this_process_would_draw_and_leaves_when_sent_away() -> None:
    own = Artist()
    try:
        assert own.draw(run_chart(), Size.WIDE) == draw(run_chart(), Size.WIDE).content
        first = own._process
        assert own.draw(run_chart(), Size.NARROW) == draw(run_chart(), Size.NARROW).content
        assert own._process is first
        assert first
        first.kill()
        assert own.draw(run_chart(), Size.NARROW), "a new one is hired when the old one died"
    finally:
        own.close()


def test_a_figure_that_cannot_be_drawn_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist, "COMMAND", [sys.executable, "-c", "pass"])
    with pytest.raises(artist.NotDrawnError):
        Artist().draw(run_chart(), Size.WIDE)


def test_a_bad_request_does_not_end_the_artist(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(b'{"kind": "nothing"}\n') == b""
    assert "not drawn" in capsys.readouterr().err


def test_the_web_process_holds_no_matplotlib() -> None:
    code = "import sys, wsgi; sys.exit(any(name in sys.modules for name in ('matplotlib', 'numpy', 'scipy')))"
    environment = {"SECRET_KEY": "x" * 40, "DATABASE_URL": "sqlite:///:memory:", "DEMO": "1"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_a_picture_is_drawn_once_and_forgotten_after_a_month(
    session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Size] = []

    def note(figure: Figure, size: Size) -> bytes:
        drawn.append(size)
        return b"<svg/>"

    monkeypatch.setattr(kept.artist, "draw", note)
    assert [kept.svg(session, run_chart(), Size.WIDE) for _ in range(2)] == [b"<svg/>"] * 2
    assert drawn == [Size.WIDE]
    assert kept.forget_old(time.move(days=29)) == 0
    assert kept.forget_old(time.move(days=2)) == 1
    assert session.query(KeptChart).count() == 0


def test_signs_that_would_lie_on_each_other_are_told_together() -> None:
    marks = [Mark(at, str(sign)) for sign, at in enumerate((1, 12, 13, 13, 20), 1)]
    assert _apart_on_top(marks, 0.2, 10) == [(1, "1"), (12.5, "2\u20134"), (20, "5")]
    assert _apart_on_top(marks, 2, 10) == [(1, "1"), (12, "2"), (13, "3\u20134"), (20, "5")]
    assert [text for _, text in _apart_on_top(marks, 0.01, 10)] == ["1\u20135"]


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
@pytest.mark.parametrize(
    "values",
    [(10, 20, 25), (25, 24, 12), (10, 11, 12), (10, 11, 13), (10, 11, 14), (10, 24, 1), (30, 31, 33)],
)
def test_the_word_for_an_unfinished_month_lies_on_no_line_and_no_other_word(
    values: tuple[int, ...], size: Size
) -> None:
    many = (12, 14) * 10
    for figure in (
        run_chart(tuple(f"m{i}" for i in range(23)), values=(*many, *values), median=13.0),
        run_chart(tuple(f"m{i}" for i in range(23)), values=(*many, *values), median=None, high=28.0),
        run_chart(("okt", "nov", "des"), values=(1, 1, 0), median=1.0),
    ):
        canvas = lines.run(figure, size)
        axes, words = canvas.axes[0], words_of(canvas)
        word = words["ikke\nferdig"]
        assert word.x0 >= axes.bbox.x1, "right of all that is drawn"
        assert word.x1 <= canvas.bbox.x1
        assert canvas.bbox.y0 <= word.y0
        assert word.y1 <= canvas.bbox.y1
        assert not any(word.overlaps(other) for text, other in words.items() if text.startswith("Midten"))


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
@pytest.mark.parametrize(("high_at", "side"), [((1,), 1), ((22,), 0), ((), 0)])
def test_the_word_of_the_limits_stands_where_no_point_lies(
    high_at: tuple[int, ...], side: int, size: Size
) -> None:
    values = tuple(31 if at in high_at else 13 for at in range(24))
    figure = run_chart(
        tuple(f"m{at}" for at in range(24)),
        values=values,
        median=None,
        high=28.0,
        outside=high_at,
        limit_word="Her holder",
    )
    canvas = lines.run(figure, size)
    axes, word = canvas.axes[0], words_of(canvas)["Her holder"]
    assert (word.x0 + word.x1 > axes.bbox.x0 + axes.bbox.x1) == bool(side)
    for at in high_at:
        x, y = axes.transData.transform((at, values[at]))
        assert not word.x0 - 5 < x < word.x1 + 5 or y > word.y1 + 5


def words_of(canvas: Canvas) -> dict[str, Bbox]:
    FigureCanvasAgg(canvas).draw()
    return {found.get_text(): found.get_window_extent() for found in canvas.axes[0].texts}


@pytest.mark.parametrize("count", [1, 8, 11, 14])
@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
def test_the_names_above_squares_are_cut_between_words_and_lie_on_no_other(size: Size, count: int) -> None:
    names = ("Beredskap og samfunnssikkerhet", "Personvern og informasjonssikkerhet", "Vei, park og anlegg")
    columns = tuple(names[at % 3] for at in range(count))
    canvas = parts.grid(Grid(("a",), columns, ((1,) * count,)), size)
    FigureCanvasAgg(canvas).draw()
    known = {word for name in names for word in name.split()}
    drawn = [text for text in canvas.axes[0].texts if text.get_rotation()]
    assert len(drawn) == count
    for text in drawn:
        words = text.get_text().split()
        assert all(word in known or word.endswith("…") for word in words)
        box = text.get_window_extent()
        assert box.x1 <= canvas.bbox.x1
        assert box.y1 <= canvas.bbox.y1
    pitch = canvas.axes[0].bbox.width / count
    for text in drawn:
        lines = text.get_text().count("\n") + 1
        high = lines * text.get_fontsize() * 1.15 * canvas.dpi / 72
        assert high <= pitch * math.sin(math.radians(text.get_rotation()))


def test_a_funnel_shows_its_limits_and_says_what_its_middle_is() -> None:
    funnel = Funnel(
        ("a", "b"), (20.0, 40.0), (90.0, 110.0), 100.0, (12.0, 40.0), (20.0, 60.0), (190.0, 140.0), (),
        ("Årsverk", "Saker"), "Snittet 100",
    )  # fmt: skip
    for size in (Size.NARROW, Size.WIDE):
        canvas = parts.funnel(funnel, size)
        assert canvas.axes[0].get_ylim()[1] > 190
        word = words_of(canvas)["Snittet 100"]
        assert canvas.axes[0].bbox.y0 < word.y0 < word.y1 < canvas.axes[0].bbox.y1
    steep = replace(funnel, high=(9000.0, 140.0))
    assert parts.funnel(steep, Size.WIDE).axes[0].get_ylim()[1] < 300, (
        "what is far out does not flatten the rest"
    )


def test_thousands_stand_apart_in_squares_and_at_bars() -> None:
    for figure in (Grid(("a",), ("b",), ((1234567,),)), Bars(("a",), (1234567,))):
        assert "1\u00a0234\u00a0567" in draw(figure, Size.WIDE).content.decode()
