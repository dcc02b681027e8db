"""Numbers are said as the author guides say them, and never as what they are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exporting.documents import Column, Document, Estimate, Middle, Share, Spread, Table
from workbench.exporting.flat import flat
from workbench.exporting.laying import lay_out
from workbench.exporting.looks import STYLES, Look, number, say
from workbench.exporting.ordering import ORDERS, ordered
from workbench.exporting.titles import title_case

NUMBER, BOUNDED = Column("x", numeric=True), Column("κ", numeric=True, bounded=True)


@pytest.mark.parametrize(
    ("value", "apa", "jmir"),
    [
        (0.744, ".74", "0.74"),  # APA 6.36; JMIR: "κ=0.87"
        (-0.05, "−.05", "−0.05"),
        (1.0, "1.00", "1.00"),
        (-0.001, ".00", "0.00"),  # no minus before nothing
        (0.995, "1.00", "1.00"),
        (float("nan"), "—", "—"),
        (None, "—", "—"),
    ],
)
def test_what_cannot_exceed_one_has_no_zero_in_apa_alone(value: float | None, apa: str, jmir: str) -> None:
    assert (number(value, BOUNDED, Look("apa")), number(value, BOUNDED, Look("jmir"))) == (apa, jmir)
    assert number(0.744, NUMBER, Look("apa")) == "0.74"


@pytest.mark.parametrize(
    ("value", "said"), [(999, ["999"] * 3), (1234, ["1,234", "1234", "1234"]), (12345, ["12,345", "12,345", "12345"])]
)
def test_thousands_are_set_off_where_the_style_wants_it(value: int, said: list[str]) -> None:
    assert [number(value, NUMBER, Look(style)) for style in STYLES] == said


def test_an_interval_below_zero_says_to_where_a_hyphen_could_be_a_minus() -> None:
    assert say(Estimate(-0.05, -0.2, 0.1), NUMBER, Look("jmir")) == "−0.05 (95% CI −0.20 to 0.10)"
    assert say(Estimate(0.4, 0.2, 0.6), NUMBER, Look("plain")) == "0.40 95% CI [0.20, 0.60]"
    assert say(Estimate(0.4), NUMBER, Look("jmir")) == "0.40"


def test_percentages_of_one_table_have_the_same_places() -> None:
    """JMIR: none below 100, one from 100 on, and one throughout where both are there."""

    def said(*shares: Share) -> list[str]:
        table = Table("T", [Column("n", numeric=True)], [[share] for share in shares])
        return [row[0] for row in lay_out(table, 1, Look("jmir")).rows]

    assert said(Share(12, 35)) == ["12 (34)"]
    assert said(Share(12, 350)) == ["12 (3.4)"]
    assert said(Share(12, 35), Share(12, 350)) == ["12 (34.3)", "12 (3.4)"]


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.builds(Share, st.integers(0, 50), st.integers(50, 500)),
    st.builds(Estimate, st.none() | st.floats(-1, 1), st.none() | st.floats(-1, 1), st.none() | st.floats(-1, 1)),
    st.builds(Spread, st.none() | st.floats(-99, 99), st.none() | st.floats(0, 99)),
    st.builds(Middle, st.none() | st.floats(-99, 99), st.none() | st.floats(-99, 99), st.none() | st.floats(-99, 99)),
)


@given(st.lists(st.tuples(st.text(max_size=5), CELLS), max_size=8), st.sampled_from(STYLES))
def test_every_cell_is_said_in_every_style_and_stands_in_the_data(rows: list[tuple[str, object]], style: str) -> None:
    table = Table("T", [Column("a"), Column("b", numeric=True, bounded=True)], [list(row) for row in rows])

    laid, data = lay_out(table, 1, Look(style)), flat(table)
    assert [len(row) for row in laid.rows] == [2] * len(rows)
    assert all(cell for row in laid.rows for cell in row[1:])
    assert "nan" not in str(laid.rows)
    assert all(len(row) == len(data.columns) for row in data.rows)
    assert all(cell is None or isinstance(cell, str | int | float) for row in data.rows for cell in row)


@given(st.floats(-0.9999, 0.9999), st.integers(1, 4))
def test_a_number_said_is_the_number_rounded(value: float, decimals: int) -> None:
    said = number(value, BOUNDED, Look("apa", decimals=decimals)).replace("−", "-")

    assert abs(Decimal(said) - Decimal(value)) <= Decimal(5).scaleb(-decimals - 1) + Decimal("1e-15")
    assert not said.startswith(("0.", "-0."))


@given(
    st.lists(st.tuples(st.text(max_size=4), st.integers(0, 9), st.integers(0, 3)), max_size=12),
    st.sampled_from(ORDERS),
)
def test_sorting_keeps_every_row_below_its_parent(rows: list[tuple[str, int, int]], order: str) -> None:
    levels: list[int] = []
    for _name, _count, level in rows:
        levels.append(min(level, levels[-1] + 1 if levels else 0))
    path: list[int] = []
    cells: list[list[object]] = []
    for index, (name, count, _level) in enumerate(rows):
        path = [*path[: levels[index]], index]
        cells.append([name, count, "/".join(map(str, path))])
    table = Table("T", [Column("a"), Column("n", numeric=True), Column("path")], cells, levels=levels)  # type: ignore[arg-type]

    [sorted_] = ordered(Document("D", [table]), order).tables
    assert sorted(map(str, sorted_.rows)) == sorted(map(str, table.rows))
    above: list[str] = []
    for row, level in zip(sorted_.rows, sorted_.levels, strict=True):
        assert str(row[2]).rpartition("/")[0] == (above[level - 1] if level else "")
        above = [*above[:level], str(row[2])]


def test_the_largest_comes_first_and_what_has_no_number_last() -> None:
    table = Table(
        "T", [Column("a"), Column("n", numeric=True)], [["P10", None], ["P2", Share(1, 9)], ["p1", Share(7, 9)]]
    )

    by_size, by_name = (ordered(Document("D", [table]), order).tables[0] for order in ("most", "name"))
    assert [row[0] for row in by_size.rows] == ["p1", "P2", "P10"]
    assert [row[0] for row in by_name.rows] == ["p1", "P2", "P10"]


def test_names_in_quotation_marks_and_signs_stay_as_they_are_in_titles() -> None:
    assert (
        title_case("codes of “trust in tools” and krippendorff’s α") == "Codes of “trust in tools” and Krippendorff’s α"
    )
