"""Lines and what stands under them: nothing counts twice, nothing is lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.mentions import (
    Line,
    Mentions,
    ancestry,
    cases_under,
    incidence,
    place_counts,
    related,
    rolled_up,
    unit_counts,
)

#  Trust > Errors > Names, and Work beside it
LINES = [Line(1, "Trust", "Trust"), Line(2, "Errors", "Trust/Errors", 1, 0), Line(3, "Names", "…", 2, 1), Line(4, "Work", "Work")]  # fmt: skip  # noqa: E501
# line, source, case, start, end, hand
ROWS = [(1, 10, 100, 0, 5, 1), (1, 10, 100, 8, 9, 1), (2, 11, 101, 0, 5, 1), (3, 10, 100, 0, 5, 1), (0, 12, 0, 0, 5, 1)]


@st.composite
def studies(draw: st.DrawFn) -> tuple[list[Line], Mentions]:
    """A tree of lines, each below one that comes before it, and places under them."""
    size = draw(st.integers(1, 6))
    parents = [draw(st.integers(-1, place - 1)) for place in range(size)]
    lines = [Line(place, str(place), str(place), 0, parent) for place, parent in enumerate(parents)]
    line, small = st.integers(0, size - 1), st.integers(0, 3)
    place = st.tuples(line, st.integers(1, 3), small, st.integers(0, 20), st.integers(1, 8), small)
    rows = [(a, b, c, start, start + length, f) for a, b, c, start, length, f in draw(st.lists(place, max_size=20))]
    return lines, Mentions.of_rows(rows)


def test_a_line_counts_places_and_a_case_once() -> None:
    mentions = Mentions.of_rows(ROWS)
    assert place_counts(mentions, 4).tolist() == [1, 2, 1, 1]
    assert unit_counts(mentions, 4).tolist() == [0, 1, 1, 1]  # nobody knows whose words the first line's are
    assert unit_counts(mentions, 4, "source").tolist() == [1, 1, 1, 1]
    assert cases_under(mentions, 1) == {100}


def test_rolled_up_a_line_holds_what_stands_below_it() -> None:
    mentions, came_from = rolled_up(Mentions.of_rows(ROWS), LINES)
    assert place_counts(mentions, 4).tolist() == [4, 3, 1, 1]
    assert unit_counts(mentions, 4).tolist() == [2, 2, 1, 1]
    assert [ROWS[row][1] for row in came_from] == mentions.source.tolist()


def test_a_line_is_related_to_those_above_and_below_it_alone() -> None:
    assert ancestry(LINES) == [[0], [1, 0], [2, 1, 0], [3]]
    assert related(LINES).astype(int).tolist() == [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]]


def test_lines_that_stand_above_each_other_in_a_circle_end() -> None:
    assert ancestry([Line(1, "a", "a", 0, 1), Line(2, "b", "b", 0, 0)]) == [[0, 1], [1, 0]]


@given(studies())
def test_rolled_up_is_never_less_than_own_and_no_more_than_all(study: tuple[list[Line], Mentions]) -> None:
    lines, own = study
    rolled, _rows = rolled_up(own, lines)
    for by in ("case", "source"):
        before, after = unit_counts(own, len(lines), by), unit_counts(rolled, len(lines), by)
        assert (after >= before).all()
        assert (after <= len(incidence(own, len(lines), by)[0])).all()
    assert (place_counts(rolled, len(lines)) >= place_counts(own, len(lines))).all()
    leaves = [place for place in range(len(lines)) if all(line.parent != place for line in lines)]
    assert (place_counts(rolled, len(lines))[leaves] == place_counts(own, len(lines))[leaves]).all()


@given(studies())
def test_incidence_holds_each_pair_once(study: tuple[list[Line], Mentions]) -> None:
    lines, mentions = study
    units, found = incidence(mentions, len(lines))
    pairs = {(case, line) for case, line in zip(mentions.case.tolist(), mentions.line.tolist(), strict=True) if case}
    assert int(found.sum()) == len(pairs)
    assert 0 not in units
    assert np.array_equal(units, np.unique(units))
