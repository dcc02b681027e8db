"""From a table and a mapping of its columns to respondents, their closed values and their open answers."""

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from coding.sources.importers.answers import is_no_answer, is_number, scale_order
from coding.sources.importers.guesses import ColumnGuess, Kind, choices, guess_columns
from coding.sources.importers.problems import ImportProblem, raise_any, shorten
from coding.sources.importers.table import Table, duplicate_headers, tidy_header

__all__ = [
    "ColumnGuess",
    "ParsedSurvey",
    "SurveyMapping",
    "check_survey",
    "guess_columns",
    "guessed_mapping",
    "named_mapping",
]

LONGEST_ID = 200
LONGEST_FILE = 60
LONGEST_VARIABLE = 500
LONGEST_QUESTION = 1000


@dataclass(frozen=True)
class SurveyMapping:
    """Which column is what. Without `id` respondents are numbered by row; `closed` gives kinds."""

    id: str | None = None
    open: tuple[str, ...] = ()
    closed: dict[str, Kind] = field(default_factory=dict)

    def columns(self) -> list[tuple[str, str]]:
        """Every column that is used, with its role in words."""
        named = [(self.id, "id column")] if self.id is not None else []
        return [
            *named,
            *((name, "closed item") for name in self.closed),
            *((name, "open question") for name in self.open),
        ]


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
class ParsedSurvey:
    """`empty` and `no_answer` count by question who left it empty and who wrote "N/A", "none" or the like."""

    cases: list[ParsedCase]
    variables: list[ParsedVariable]
    questions: list[str]
    assumed: list[str]
    empty: dict[str, int]
    no_answer: dict[str, int]

    @property
    def answers(self) -> int:
        return sum(len(case.answers) for case in self.cases)


def guessed_mapping(guesses: Iterable[ColumnGuess]) -> SurveyMapping:
    guesses = list(guesses)
    return SurveyMapping(
        id=next((guess.name for guess in guesses if guess.role == "id"), None),
        open=tuple(guess.name for guess in guesses if guess.role == "open"),
        closed={guess.name: guess.kind for guess in guesses if guess.role == "closed"},
    )


def named_mapping(
    table: Table, *, id_column: str | None, open_columns: Iterable[str], closed_columns: Iterable[str]
) -> SurveyMapping:
    """The mapping of columns that a person named; the kinds of the closed ones are guessed."""
    kinds = {guess.name: guess.kind for guess in guess_columns(table)}
    return SurveyMapping(
        id=tidy_header(id_column) if id_column is not None else None,
        open=tuple(map(tidy_header, open_columns)),
        closed={name: kinds.get(name, "nominal") for name in map(tidy_header, closed_columns)},
    )


def check_survey(table: Table, mapping: SurveyMapping) -> ParsedSurvey:
    """The respondents of a survey; ImportProblems has all that is wrong, and then nothing is stored."""
    raise_any([*_columns_wrong(table, mapping), *duplicate_headers(table)])
    at = {name: position for position, name in enumerate(table.header)}
    assumed = list(table.assumed)
    ids = _ids(table, at, mapping, assumed)
    raise_any([*_ids_wrong(table, mapping, ids), *_values_wrong(table, at, mapping)])
    multiple = {name: _separator(table, name) for name, kind in mapping.closed.items() if kind == "multiple"}
    cases = [
        _case(name, row, number, at, mapping, multiple)
        for name, row, number in zip(ids, table.rows, table.numbers, strict=True)
    ]
    variables = [_variable(table, name, kind) for name, kind in mapping.closed.items()]
    answered = Counter(question for case in cases for question in case.answers)
    no_answer = Counter(question for case in cases for question, text in case.answers.items() if is_no_answer(text))
    return ParsedSurvey(
        cases=cases,
        variables=variables,
        questions=list(mapping.open),
        assumed=assumed,
        empty={question: len(cases) - answered[question] for question in mapping.open},
        no_answer={question: no_answer[question] for question in mapping.open},
    )


def _columns_wrong(table: Table, mapping: SurveyMapping) -> list[ImportProblem]:
    problems = [_missing(table, name) for name, _ in mapping.columns() if name not in table.header]
    for name, times in Counter(name for name, _ in mapping.columns()).items():
        if times > 1:
            roles = " and ".join(dict.fromkeys(role for other, role in mapping.columns() if other == name))
            message = f"this column is named more than once ({roles})."
            problems.append(ImportProblem(message, remedy="Give it one role.", file=table.name, column=name))
    limits = [
        *((name, LONGEST_VARIABLE) for name in mapping.closed),
        *((name, LONGEST_QUESTION) for name in mapping.open),
    ]
    for name, longest in limits:
        if len(name) > longest:
            message = f"the name of this column has {len(name):,} characters; {longest:,} is the most."
            problems.append(ImportProblem(message, remedy="Shorten it.", file=table.name, row=1, column=name))
    if not mapping.open:
        message = "no column is an open question, so there is nothing to code."
        problems.append(ImportProblem(message, remedy="Choose at least one.", file=table.name))
    return problems


def _missing(table: Table, name: str) -> ImportProblem:
    """Names the columns that exist, the closest first."""
    folded = {column.casefold(): column for column in reversed(table.header)}
    close = [folded[found] for found in difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)]
    listed = ", ".join(f'"{shorten(column)}"' for column in table.header[:12])
    more = f" and {len(table.header) - 12} more" if len(table.header) > 12 else ""
    meant = f'Did you mean "{shorten(close[0])}"? ' if close else ""
    return ImportProblem(
        f'there is no column "{shorten(name)}".',
        remedy=f"{meant}The file has {listed}{more}.",
        file=table.name,
    )


def _ids(table: Table, at: dict[str, int], mapping: SurveyMapping, assumed: list[str]) -> list[str]:
    if mapping.id is not None:
        return [" ".join(row[at[mapping.id]].split()) for row in table.rows]
    # The file's name keeps the respondents of two such surveys apart: a number alone would make them one person.
    file = PurePath(table.name).stem[:LONGEST_FILE]
    ids = [f"{file} {position}" for position in range(1, len(table.rows) + 1)]
    if ids:
        assumed.append(f"no id column: respondents are numbered by row, “{ids[0]}” to “{ids[-1]}”")
    return ids


def _ids_wrong(table: Table, mapping: SurveyMapping, ids: list[str]) -> list[ImportProblem]:
    problems: list[ImportProblem] = []
    first: dict[str, int] = {}
    for name, number in zip(ids, table.numbers, strict=True):
        message, remedy = "", "Give each respondent a different id, or choose another id column."
        if not name:
            message, remedy = "this respondent has no id.", "Fill it in, or choose another id column."
        elif name in first:
            message = f'"{shorten(name)}" stands in row {first[name]} too.'
        elif len(name) > LONGEST_ID:
            message = f"this id has {len(name):,} characters; {LONGEST_ID} is the most."
        if message:
            problems.append(ImportProblem(message, remedy=remedy, file=table.name, row=number, column=mapping.id))
        first.setdefault(name, number)
    return problems


def _values_wrong(table: Table, at: dict[str, int], mapping: SurveyMapping) -> list[ImportProblem]:
    """Words in columns of numbers."""
    numeric = [name for name, kind in mapping.closed.items() if kind == "numeric"]
    return [
        ImportProblem(
            f'"{shorten(row[at[name]])}" is not a number.',
            remedy="Correct it, or treat this column as categories.",
            file=table.name,
            row=number,
            column=name,
        )
        for row, number in zip(table.rows, table.numbers, strict=True)
        for name in numeric
        if (value := row[at[name]].strip()) and not is_no_answer(value) and not is_number(value)
    ]


def _case(
    name: str, row: list[str], number: int, at: dict[str, int], mapping: SurveyMapping, multiple: dict[str, str]
) -> ParsedCase:
    values = {column: row[at[column]].strip() for column in mapping.closed}
    for column, separator in multiple.items():
        values[column] = "; ".join(part.strip() for part in values[column].split(separator) if part.strip())
    answers = {question: row[at[question]] for question in mapping.open}
    return ParsedCase(
        id=name,
        variables={column: value for column, value in values.items() if value},
        answers={question: text for question, text in answers.items() if text.strip()},
        row=number,
    )


def _separator(table: Table, name: str) -> str:
    """What separates the choices of a column that is said to hold several; a semicolon where it does not show."""
    found = choices([value.strip() for value in table.column(name) if value.strip()])
    return found[0] if found else ";"


def _variable(table: Table, name: str, kind: Kind) -> ParsedVariable:
    if kind == "ordinal":
        values = {value.strip() for value in table.column(name) if value.strip()}
        guessed = next((guess.levels for guess in guess_columns(_only(table, name)) if guess.kind == "ordinal"), ())
        known = [level for level in guessed if level in values] or scale_order(values) or []
        return ParsedVariable(name, kind, [*known, *sorted(values - set(known))])
    if kind == "multiple":
        guess = guess_columns(_only(table, name))[0]
        return ParsedVariable(name, kind, list(guess.levels) if guess.kind == "multiple" else [])
    return ParsedVariable(name, kind, [])


def _only(table: Table, name: str) -> Table:
    return Table(table.name, [name], [[value] for value in table.column(name)], table.numbers)
