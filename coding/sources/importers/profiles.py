"""What a column holds, gathered value by value in bounded memory."""

from collections import Counter
from collections.abc import Iterable

from coding.sources.importers.answers import LONGEST_NO_ANSWER, is_no_answer

MOST_DISTINCT = 3000  # values of one column that are told apart; beyond, a column has "more than" so many
MOST_KEPT = 400_000  # the same over all columns of a table
LONGEST_COUNTED = 100
WORDS_COUNTED_IN = 3000
EXAMPLES = 3
LONGEST_EXAMPLE = 200


class ColumnProfile:
    """The values of one column, counted.

    `counts` has how often each short value came in the first `counted` filled cells, in the order of their first
    coming. Once there are too many different ones, `overflowed` is set and the cells from then on are not told apart
    any more; `filled`, `empty` and `no_answer` are exact all the same.
    """

    def __init__(self, most: int = MOST_DISTINCT) -> None:
        self.most = most
        self.rows = self.filled = self.counted = self.letters = 0
        self.counts: Counter[str] = Counter()
        self.examples: list[str] = []
        self.overflowed = False
        self._long: set[int] = set()
        self._words = self._no_answer = 0

    def add(self, value: str) -> None:
        self.rows += 1
        text = value.strip()
        if not text:
            return
        self.filled += 1
        self.letters += len(text)
        if self.filled <= WORDS_COUNTED_IN:
            self._words += len(text.split())
        if self.overflowed:
            self._no_answer += len(text) <= LONGEST_NO_ANSWER and is_no_answer(text)
            return
        self.counted += 1
        if text in self.counts:
            self.counts[text] += 1
        else:
            self._first_time(text)
            self.overflowed = self.distinct >= self.most

    def _first_time(self, text: str) -> None:
        if len(self.examples) < EXAMPLES and text[:LONGEST_EXAMPLE] not in self.examples:
            self.examples.append(text[:LONGEST_EXAMPLE])
        if len(text) <= LONGEST_COUNTED:
            self.counts[text] = 1
        else:
            self._long.add(hash(text))

    @property
    def distinct(self) -> int:
        return len(self.counts) + len(self._long)

    @property
    def share_distinct(self) -> float:
        """Different values per filled cell, as far as they were told apart."""
        return self.distinct / self.counted

    @property
    def empty(self) -> int:
        return self.rows - self.filled

    @property
    def no_answer(self) -> int:
        """How many wrote "N/A", "none" or the like."""
        return self._no_answer + sum(seen for text, seen in self.counts.items() if is_no_answer(text))

    @property
    def words(self) -> float:
        """Words of a filled cell, on average."""
        return self._words / min(self.filled, WORDS_COUNTED_IN)

    @property
    def mean_letters(self) -> float:
        return self.letters / self.filled


def profile_of(values: Iterable[str]) -> ColumnProfile:
    """The profile of one column whose values are at hand."""
    profile = ColumnProfile()
    for value in values:
        profile.add(value)
    return profile


def profiles_of(rows: Iterable[tuple[int, list[str]]], columns: int) -> list[ColumnProfile]:
    """A profile for each column, in one pass over the rows."""
    most = max(100, min(MOST_DISTINCT, MOST_KEPT // max(1, columns)))
    profiles = [ColumnProfile(most) for _ in range(columns)]
    adders = [profile.add for profile in profiles]
    for _number, row in rows:
        for add, value in zip(adders, row, strict=True):
            add(value)
    return profiles
