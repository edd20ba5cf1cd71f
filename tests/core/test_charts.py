"""Charts: drawn the same each time, whatever the text, by a process of their own."""

from __future__ import annotations

import subprocess
import sys
from xml.dom.minidom import parseString

import pytest

from quality.core import artist, charts, kept
from quality.core.artist import Artist
from quality.core.charts import draw
from quality.core.figures import Bars, Figure, Mark, RunChart, Size, from_json, key, to_json
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


@pytest.mark.parametrize("size", [Size.NARROW, Size.WIDE])
@pytest.mark.parametrize("text", POISON)
def test_no_text_stops_a_chart(text: str, size: Size) -> None:
    figures: list[Figure] = [
        run_chart((text, text), median_word=text, unfinished_word=text, marks=(Mark(0, text),)),
        Bars((text, text), (3, 4)),
    ]
    for figure in figures:
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
    ],
)
def test_few_or_odd_numbers_are_drawn(figure: Figure) -> None:
    chart = draw(figure, Size.NARROW)
    assert parseString(chart.content)
    assert chart.alternative.text % chart.alternative.values
    assert len(chart.rows) == len(figure.values)


def test_the_same_numbers_give_the_same_bytes_and_no_date() -> None:
    first, second = draw(run_chart(), Size.WIDE), draw(run_chart(), Size.WIDE)
    assert first == second
    assert b"<dc:date>" not in first.content


def test_a_mail_gets_a_png() -> None:
    chart = draw(run_chart(), Size.MAIL)
    assert (chart.media_type, chart.content[:4]) == ("image/png", b"\x89PNG")


def test_a_figure_survives_the_way_to_the_artist() -> None:
    assert from_json(to_json(run_chart(), Size.WIDE)) == (run_chart(), Size.WIDE)
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
    assert charts._answer(b'{"kind": "nothing"}\n') == b""
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
