"""From a table and a mapping of its columns to respondents, their closed values and their open answers.

A table is gone through row by row, once to check it and once more for each use, so that a survey of any length needs
the memory of a few rows.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from coding.sources.importers.answers import as_number, is_no_answer, is_open_number
from coding.sources.importers.guesses import Kind, split_choices
from coding.sources.importers.mapping import KEEP, SurveyMapping
from coding.sources.importers.spool import Spool
from coding.sources.importers.table import Table

LONGEST_FILE = 60
ROWS_OF_EVENTS = "REDCap"
TYPED = frozenset(("numeric", "date"))  # among numbers and dates "N/A" is no value; among categories "none" may be one
_NOT_TICKED = frozenset(
    ("", "0", "no", "n", "false", "unchecked", "not selected", "not checked", "nein", "non", "nicht gewählt")
)


@dataclass(frozen=True)
class ParsedVariable:
    """`levels` are ordered values for an ordinal variable, the choices of a multiple one, else empty."""

    name: str
    kind: Kind
    levels: list[str]


class ParsedCase(NamedTuple):
    """One respondent; variables without a value and questions without an answer are not listed."""

    id: str
    variables: dict[str, str]
    answers: dict[str, str]
    row: int


@dataclass
class Tally:
    """What one question got: answers that are stored, cells left empty, answers such as "N/A", those left out."""

    answers: int = 0
    empty: int = 0
    no_answer: int = 0
    left_out: int = 0


class RowReader:
    """Finds what a mapping names in the rows of a table; `commas` are numeric columns with commas before decimals."""

    def __init__(
        self, rows: Spool | Table, mapping: SurveyMapping, separators: dict[str, str], commas: Collection[str] = ()
    ) -> None:
        at = {name: position for position, name in enumerate(rows.header)}
        self.mapping, self.separators, self.commas = mapping, separators, commas
        # The file's name keeps the respondents of two surveys apart: a number alone would make them one person.
        self.file = PurePath(rows.name).stem[:LONGEST_FILE]
        self.id_at = at[mapping.id] if mapping.id is not None else None
        self.single = [(name, at[name], kind) for name, kind in mapping.closed.items() if name not in mapping.groups]
        self.boxes = [(*mapping.groups[name], at[name]) for name in mapping.closed if name in mapping.groups]
        self.open = [(name, at[name]) for name in mapping.open]
        self.keeps = mapping.no_answers == KEEP

    def id(self, position: int, row: list[str]) -> str:
        """Who answered; without an id column the file's name with the position of the row, from 1."""
        return f"{self.file} {position}" if self.id_at is None else " ".join(row[self.id_at].split())

    def answers(self, row: list[str]) -> Iterator[tuple[str, str, bool]]:
        """(question, text, whether it says that there is no answer) of each cell that is not empty."""
        for question, at in self.open:
            if (text := row[at]) and not text.isspace():
                yield question, text, is_no_answer(text)

    def values(self, row: list[str]) -> dict[str, str]:
        """The closed values by variable; several choices are joined by "; "."""
        values: dict[str, str] = {}
        for name, at, kind in self.single:
            value = row[at].strip()
            if kind == "multiple":
                value = "; ".join(split_choices(value, self.separators[name]))
            elif kind in TYPED and not self.keeps and is_no_answer(value):
                continue
            elif name in self.commas and is_open_number(value):
                value = f"{as_number(value, ','):.10g}"  # by itself it would be read otherwise
            if value:
                values[name] = value
        for question, choice, at in self.boxes:
            if row[at].strip().casefold() not in _NOT_TICKED:
                values[question] = f"{values[question]}; {choice}" if question in values else choice
        return values

    def case(self, position: int, number: int, row: list[str]) -> ParsedCase:
        named = self.mapping.named
        answers = {named(question): text for question, text, none in self.answers(row) if self.keeps or not none}
        values = {named(name): value for name, value in self.values(row).items()}
        return ParsedCase(self.id(position, row), values, answers, number)


@dataclass
class ParsedSurvey:
    """A survey without faults (survey.check_survey). `cases` goes through the respondents anew each time."""

    rows: Spool | Table
    mapping: SurveyMapping
    variables: list[ParsedVariable]
    separators: dict[str, str]
    respondents: int
    tallies: dict[str, Tally]
    assumed: list[str]
    commas: Collection[str] = ()

    @property
    def questions(self) -> list[str]:
        return [self.mapping.named(name) for name in self.mapping.open]

    @property
    def answers(self) -> int:
        return sum(tally.answers for tally in self.tallies.values())

    @property
    def cases(self) -> Iterator[ParsedCase]:
        read = RowReader(self.rows, self.mapping, self.separators, self.commas)
        for position, (number, row) in enumerate(numbered(self.rows, self.mapping), start=1):
            yield read.case(position, number, row)


def numbered(rows: Spool | Table, mapping: SurveyMapping) -> Iterator[tuple[int, list[str]]]:
    """Each respondent's row with its number as in a spreadsheet.

    REDCap writes a row for each event and each repeated form of a record: rows of one record that stand together and
    do not contradict each other in what is mapped are joined.
    """
    if isinstance(rows, Table):
        return zip(rows.numbers, rows.rows, strict=True)
    if rows.layout != ROWS_OF_EVENTS or mapping.id is None:
        return iter(rows)
    used = [rows.header.index(name) for name, _role in mapping.columns()]
    return _joined(iter(rows), rows.header.index(mapping.id), used)


def _joined(rows: Iterator[tuple[int, list[str]]], id_at: int, used: list[int]) -> Iterator[tuple[int, list[str]]]:
    kept: tuple[int, list[str]] | None = None
    for number, row in rows:
        if kept and kept[1][id_at] == row[id_at] and not _contradicts(kept[1], row, used):
            joined = [mine if mine.strip() else other for mine, other in zip(kept[1], row, strict=True)]
            kept = (kept[0], joined)
            continue
        if kept:
            yield kept
        kept = (number, row)
    if kept:
        yield kept


def _contradicts(first: list[str], second: list[str], used: list[int]) -> bool:
    return any(first[at].strip() and second[at].strip() and first[at] != second[at] for at in used)
