"""Columns of printed tables keep words whole as long as letters can be made small enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exporting.fitting import LETTER, LONGEST_WORD, SIZES, fit, longest_word

columns = st.lists(st.tuples(st.integers(1, LONGEST_WORD), st.floats(0.1, 5)), min_size=1, max_size=30)


@given(columns)
def test_the_columns_fill_the_line_exactly(given_columns: list[tuple[int, float]]) -> None:
    words, shares = zip(*given_columns, strict=True)
    size, widths = fit(words, shares, 700, 7)

    assert size in SIZES
    assert sum(widths) == pytest.approx(700)
    assert all(width > 0 for width in widths)


@given(columns)
def test_no_word_is_broken_unless_the_smallest_letters_are_too_large(given_columns: list[tuple[int, float]]) -> None:
    words, shares = zip(*given_columns, strict=True)
    size, widths = fit(words, shares, 700, 7)

    least = [letters * size * LETTER + 7 for letters in words]
    if sum(least) <= 700:
        assert all(width >= need - 0.001 for width, need in zip(widths, least, strict=True))
    else:
        assert size == SIZES[-1]


def test_columns_with_room_keep_their_shares() -> None:
    assert fit([5, 5], [1, 3], 400, 7) == (SIZES[0], [100, 300])


def test_words_may_be_broken_at_slashes_and_hyphens_and_when_they_are_very_long() -> None:
    assert longest_word(["Trust/Errors", "well-being"]) == 6
    assert longest_word(["x" * 60]) == LONGEST_WORD
    assert longest_word([]) == 0
