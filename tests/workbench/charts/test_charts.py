"""Charts say in numbers and words what they show in ink, and are drawn without a network."""

from __future__ import annotations

import re
import socket
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from workbench.charts import Bar, Interval, Line, Node, Point, bars, curve, forest, heatmap, render, tree

CHARTS: dict[str, dict[str, Any]] = {
    "bars": bars([Bar("Trust", 12), Bar("Errors", 5), Bar("Workload", None)], axis="Codings"),
    "forest": forest(
        [Interval("Trust", 0.74, 0.65, 0.81), Interval("Errors", None), Interval("All", -0.1, whole=True)], axis="κ"
    ),
    "heatmap": heatmap([[1, None], [12, 0]], ["Trust", "Errors"], ["Trust", "Errors"], legend="Passages"),
    "curve": curve([Line("Seen", [Point(1, 3), Point(2, 5), Point(3, None)])], x="Sources", y="Codes"),
    "tree": tree([Node("1", "Trust", size=4), Node("2", "Checking", "1", kind=1)], kinds=["Theme", "Code"]),
}


def words(spec: dict[str, Any]) -> list[str]:
    """Return the texts of the drawing."""
    return [text.text for text in BeautifulSoup(render(spec, "svg"), "xml").find_all("text")]


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise AssertionError("a chart asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_in_every_format(name: str) -> None:
    picture = Image.open(BytesIO(render(CHARTS[name], "png")))
    page = pypdfium2.PdfDocument(render(CHARTS[name], "pdf"))[0]

    assert picture.info["dpi"] == pytest.approx((300, 300), abs=1)
    assert len(picture.convert("L").getcolors()) > 10
    # The words are letters in the PDF, which can be searched, and in a face that is part of the renderer.
    found = "".join(page.get_textpage().get_text_range().split())
    assert "Trust" in found or "Codes" in found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bars", ["12", "5", "—"]),
        ("forest", ["0.74 [0.65, 0.81]", "—", "−0.10"]),
        ("heatmap", ["1", "—", "12", "0"]),
        ("tree", ["Trust", "Checking", "Theme", "Code"]),
    ],
)
def test_numbers_and_words_stand_beside_the_ink(name: str, said: list[str]) -> None:
    found = words(CHARTS[name])

    assert [one for one in said if one not in found] == []


def test_what_is_undefined_is_never_drawn_as_a_value() -> None:
    points = forest([Interval("Trust", None)], axis="κ")
    drawn = BeautifulSoup(render(points, "svg"), "xml")

    assert drawn.select("g.mark-symbol path") == []
    gap = curve([Line("Seen", [Point(1, 3), Point(2, None), Point(3, 5), Point(4, 6)])], x="x", y="y")
    line = BeautifulSoup(render(gap, "svg"), "xml").select_one("g.mark-line path")["d"]
    assert line.count("M") == 2


def test_labels_that_come_twice_keep_rows_of_their_own() -> None:
    found = words(bars([Bar("Trust (a)", 1), Bar("trust", 2), Bar("Trust", 3)], axis="n"))
    rows = forest([Interval("Same", 0.1), Interval("Same", 0.2)], axis="κ")

    assert [one for one in found if one.lower().startswith("trust")] == ["Trust (a)", "trust", "Trust"]
    assert [one for one in words(rows) if one in {"0.10", "0.20", "Same"}] == ["Same", "Same", "0.10", "0.20"]


def test_a_long_label_is_broken_and_not_lost() -> None:
    found = " ".join(words(bars([Bar("Errors in the notes that the tool had written by itself", 1)], axis="n")))

    assert "Errors in the notes that the tool" in found
    assert "written by itself" in found


@pytest.mark.parametrize("name", CHARTS)
def test_a_gray_copy_says_the_same(name: str) -> None:
    """All inks differ in lightness: no two of them become the same gray."""
    fills = set(re.findall(r'fill="(#[0-9a-f]{6})"', render(CHARTS[name], "svg").decode()))
    grays = sorted(0.2126 * int(one[1:3], 16) + 0.7152 * int(one[3:5], 16) + 0.0722 * int(one[5:], 16) for one in fills)

    assert all(darker + 4 < lighter for darker, lighter in pairwise(grays))


def test_texts_of_people_are_texts_in_the_drawing() -> None:
    label = "\"]['<script>alert(1)</script>' & \\ {datum}"
    drawing = BeautifulSoup(render(bars([Bar(label, 1)], axis=label), "svg"), "xml")

    assert drawing.find("script") is None
    assert "<script>alert(1)</script>" in drawing.text


def test_nothing_is_fetched_and_what_cannot_be_drawn_is_refused() -> None:
    outside = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"url": "https://example.org/a"}}
    with pytest.raises(ValueError, match="not allowed"):
        render(outside | {"mark": "bar"}, "svg")
    with pytest.raises(KeyError):
        render(CHARTS["bars"], "exe")


def test_a_matrix_of_the_wrong_size_and_a_tree_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="a line for each row"):
        heatmap([[1]], ["a", "b"], ["a"], legend="n")
    with pytest.raises(ValueError, match="below itself"):
        tree([Node("1", "a", "2"), Node("2", "b", "1")])
    with pytest.raises(ValueError, match="not there"):
        tree([Node("1", "a", "9")])


def test_an_empty_chart_is_still_a_picture() -> None:
    for spec in (
        bars([], axis="n"),
        forest([], axis="κ"),
        heatmap([], [], [], legend="n"),
        curve([], x="x", y="y"),
        tree([]),
    ):
        assert render(spec, "png").startswith(b"\x89PNG")


def test_the_same_data_is_the_same_file_however_many_were_drawn_before() -> None:
    spec = heatmap([[1, 2], [3, None]], ["a", "b"], ["c", "d"], legend="Count")
    assert render(spec, "svg") == render(spec, "svg")
