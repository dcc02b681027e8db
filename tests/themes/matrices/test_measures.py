"""Counts, shares and yes or no of a cell: never a number where there is nothing to divide by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.matrices.build import Cell, Entry, Line, build_matrix, heat
from themes.matrices.measures import NO_CASES, NO_WORDS, Measured, measured, steps_of

ENTRIES = st.lists(
    st.builds(
        lambda column, person, start: Entry(column, person, (person, start, start + 1), "words"),
        st.integers(1, 3),
        st.integers(1, 4),
        st.integers(0, 4),
    ),
    max_size=30,
)
COLUMNS = [Line(number, str(number)) for number in (1, 2, 3)]
ROWS = [Line("a", "A", 2), Line("b", "B", 3)]
ROWS_OF = {1: ["a"], 2: ["a", "b"], 3: ["b"], 4: []}


def cell_of(*people):
    return Cell({place: Entry(1, person, place, "x") for place, person in enumerate(people)})


def test_each_measure():
    cell = cell_of("P1", "P1", "P2")
    assert measured(cell, "passages").value == 3
    assert measured(cell, "people").value == 2
    assert measured(cell, "yes").value == 1
    assert measured(cell, "per_case", cases=2).value == 1.5
    assert measured(cell, "per_words", words=1500).value == 2
    assert measured(Cell(), "yes").value == 0


@pytest.mark.parametrize(("measure", "reason"), [("per_case", NO_CASES), ("per_words", NO_WORDS)])
def test_a_share_of_nothing_is_undefined_with_its_reason(measure, reason):
    assert measured(cell_of("P1"), measure, cases=0, words=0) == Measured(None, reason)
    assert measured(cell_of("P1"), measure) == Measured(None, reason)


@given(ENTRIES)
def test_totals_lie_between_the_fullest_cell_and_the_sum_of_cells(entries):
    matrix = build_matrix(ROWS, COLUMNS, entries, ROWS_OF)
    for lines, totals, cell in (
        (matrix.rows, matrix.row_totals, matrix.cell),
        (matrix.columns, matrix.column_totals, lambda column, one: matrix.cell(one, column)),
    ):
        others = [line.key for line in (COLUMNS if lines is matrix.rows else ROWS)]
        for line in lines:
            total, cells = totals.get(line.key, Cell()), [cell(line.key, one) for one in others]
            for measure in ("passages", "people"):
                counts = [measured(one, measure).value for one in cells]
                assert max(counts) <= measured(total, measure).value <= sum(counts)


@given(ENTRIES, st.integers(1, 50), st.integers(1, 10_000))
def test_measures_hold_together(entries, cases, words):
    for cell in build_matrix(ROWS, COLUMNS, entries, ROWS_OF).cells.values():
        passages = measured(cell, "passages").value
        assert 1 <= measured(cell, "people").value <= passages
        assert measured(cell, "yes").value == 1
        assert measured(cell, "per_case", cases=cases).value * cases == pytest.approx(passages)
        assert measured(cell, "per_words", words=words).value * words == pytest.approx(1000 * passages)


@given(st.floats(0.001, 1000), st.floats(0.001, 1000))
def test_more_is_never_lighter(one, other):
    fullest = max(one, other)
    assert 1 <= heat(min(one, other), fullest) <= heat(fullest, fullest) == 9


def test_the_key_goes_up_to_the_fullest_cell():
    assert steps_of(9) == [3, 6, 9]
    assert steps_of(0) == []
