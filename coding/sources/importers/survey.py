"""Checks a survey row by row before anything is stored, and counts what the report needs."""

from array import array
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b

import numpy as np

from coding.sources.importers.answers import NumberStyle, is_no_answer, is_number, joined_levels, scale_order
from coding.sources.importers.guesses import ColumnGuess, choices, guess_columns, split_choices
from coding.sources.importers.mapping import SurveyMapping, columns_wrong, guessed_mapping, mapping_from, named_mapping
from coding.sources.importers.problems import SHOWN, ImportProblem, ImportProblems, raise_any, shorten
from coding.sources.importers.respondents import (
    TYPED,
    ParsedSurvey,
    ParsedVariable,
    RowReader,
    Tally,
    numbered,
)
from coding.sources.importers.spool import Spool
from coding.sources.importers.table import Table, duplicate_headers

__all__ = [
    "ColumnGuess",
    "ParsedSurvey",
    "SurveyMapping",
    "check_survey",
    "guess_columns",
    "guessed_mapping",
    "mapping_from",
    "named_mapping",
]

LONGEST_ID = 200
MOST_LEVELS = 500  # different values of an ordinal or multiple item that are looked at for its levels
EVERY = 2000  # rows between two words on how far the check is
OTHER_ID = "Give each respondent a different id, or choose another id column."
_LEVELLED = {"ordinal", "multiple"}


def check_survey(
    rows: Spool | Table, mapping: SurveyMapping, on_row: Callable[[int], None] | None = None
) -> ParsedSurvey:
    """The survey that a mapping makes of a table; ImportProblems has what is wrong, and then nothing is stored.

    `on_row` hears now and then how many rows were checked.
    """
    raise_any([*columns_wrong(rows.name, rows.header, mapping), *duplicate_headers(rows)])
    check = _Check(rows, mapping)
    for position, (number, row) in enumerate(numbered(rows, mapping), start=1):
        check.see(position, number, row)
        if on_row and position % EVERY == 0:
            on_row(position)
    return check.survey()


class _Doubles:
    """Tells whether a name came twice, with eight bytes a name."""

    def __init__(self) -> None:
        self.digests = array("Q")

    @staticmethod
    def digest(name: str) -> int:
        return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")

    def add(self, name: str) -> None:
        self.digests.append(self.digest(name))

    def suspects(self) -> set[int]:
        """The digests that came several times."""
        digests = np.sort(np.frombuffer(self.digests, dtype=np.uint64))
        return {int(value) for value in np.unique(digests[1:][digests[1:] == digests[:-1]])}


class _Check:
    """One pass over the rows: what is wrong, what is counted, and the levels that nobody said."""

    def __init__(self, rows: Spool | Table, mapping: SurveyMapping) -> None:
        self.rows, self.mapping = rows, mapping
        self.read = RowReader(rows, mapping, {})
        self.answers: Counter[str] = Counter()
        self.none: Counter[str] = Counter()
        self.numeric = [(name, at) for name, at, kind in self.read.single if kind == "numeric"]
        self.typed = [(name, at) for name, at, kind in self.read.single if kind in TYPED]
        self.typed_none: Counter[str] = Counter()
        self.styles = {name: NumberStyle() for name, _at in self.numeric}
        self.levelled = {name: (at, Counter[str]()) for name, at, kind in self.read.single if kind in _LEVELLED}
        self.doubles = _Doubles()
        self.problems: list[ImportProblem] = []
        self.more = self.respondents = 0

    def see(self, position: int, number: int, row: list[str]) -> None:
        self.respondents += 1
        if self.mapping.id is not None:
            self._see_id(self.read.id(position, row), number)
        for name, at in self.numeric:
            value = row[at].strip()
            if is_number(value):
                self.styles[name].see(value)
            elif value and not is_no_answer(value):
                remedy = "Correct it, or treat this column as categories."
                self._wrong(number, name, f'"{shorten(value)}" is not a number.', remedy)
        if not self.read.keeps:
            self.typed_none.update(name for name, at in self.typed if is_no_answer(row[at].strip()))
        for at, counts in self.levelled.values():
            value = row[at].strip()
            if value and (value in counts or len(counts) < MOST_LEVELS):
                counts[value] += 1
        for question, _text, none in self.read.answers(row):
            self.answers[question] += 1
            self.none[question] += none

    def _see_id(self, name: str, number: int) -> None:
        if not name:
            remedy = "Fill it in, or choose another id column."
            self._wrong(number, self.mapping.id, "this respondent has no id.", remedy)
        elif len(name) > LONGEST_ID:
            message = f"this id has {len(name):,} characters; {LONGEST_ID} is the most."
            self._wrong(number, self.mapping.id, message, OTHER_ID)
        else:
            self.doubles.add(name)

    def _wrong(self, number: int, column: str | None, message: str, remedy: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(ImportProblem(message, remedy=remedy, file=self.rows.name, row=number, column=column))
        else:
            self.more += 1

    def _see_doubles(self) -> None:
        """Name the rows that share an id: another pass, only where some do."""
        suspects = self.doubles.suspects()
        if not suspects:
            return
        first: dict[str, int] = {}
        for position, (number, row) in enumerate(numbered(self.rows, self.mapping), start=1):
            name = self.read.id(position, row)
            if not name or self.doubles.digest(name) not in suspects:
                continue
            if name in first:
                message = f'"{shorten(name)}" stands in row {first[name]} too.'
                self._wrong(number, self.mapping.id, message, OTHER_ID)
            first.setdefault(name, number)

    def survey(self) -> ParsedSurvey:
        """What was found; ImportProblems if something is wrong."""
        self._see_doubles()
        if self.problems:
            raise ImportProblems(sorted(self.problems, key=lambda problem: problem.row or 0), self.more)
        separators = {name: self._separator(name) for name, _at, kind in self.read.single if kind == "multiple"}
        assumed = list(self.rows.assumed)
        if self.mapping.id is None and self.respondents:
            named = [self.read.id(position, []) for position in (1, self.respondents)]
            assumed.append(f"no id column: respondents are numbered by row, “{named[0]}” to “{named[1]}”")
        if isinstance(self.rows, Spool) and (joined := self.rows.rows - self.respondents):
            assumed.append(f"{joined:,} rows were joined with the row of the same respondent before them")
        read = [(name, style.reading) for name, style in self.styles.items()]
        assumed += [f"in “{shorten(name)}” {reading}" for name, reading in read if reading]
        assumed += [
            f"“N/A” and the like were left out of “{shorten(name)}”: {n:,}" for name, n in self.typed_none.items()
        ]
        return ParsedSurvey(
            rows=self.rows,
            mapping=self.mapping,
            variables=self._variables(separators),
            separators=separators,
            respondents=self.respondents,
            tallies={self.mapping.named(question): self._tally(question) for question in self.mapping.open},
            assumed=assumed,
            commas=frozenset(name for name, style in self.styles.items() if style.decimal == ","),
        )

    def _tally(self, question: str) -> Tally:
        answered, none = self.answers[question], self.none[question]
        left_out = 0 if self.read.keeps else none
        return Tally(answered - left_out, self.respondents - answered, none, left_out)

    def _separator(self, name: str) -> str:
        """What divides the choices of a column: as was said, else as it looks, else a semicolon."""
        if said := self.mapping.separators.get(name):
            return said
        found = choices(self.levelled[name][1])
        return found[0] if found else ";"

    def _variables(self, separators: dict[str, str]) -> list[ParsedVariable]:
        named = self.mapping.named
        variables = {
            name: ParsedVariable(named(name), kind, self._levels(name, separators))
            for name, _at, kind in self.read.single
        }
        for question, choice, _at in self.read.boxes:
            grouped = variables.setdefault(question, ParsedVariable(named(question), "multiple", []))
            if choice not in grouped.levels:
                grouped.levels.append(choice)
        return list(variables.values())

    def _levels(self, name: str, separators: dict[str, str]) -> list[str]:
        if name not in self.levelled:
            return []
        counts = self.levelled[name][1]
        if name in separators:
            parts: Counter[str] = Counter()
            for value, seen in counts.items():
                for part in split_choices(value, separators[name]):
                    parts[part] += seen
            return [part for part, _seen in parts.most_common(MOST_LEVELS)]
        said = self.mapping.levels.get(name)
        known = list(said) if said else scale_order(set(counts)) or []
        return joined_levels(known, sorted(set(counts) - set(known)))
