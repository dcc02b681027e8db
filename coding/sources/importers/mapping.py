"""What each column of a survey is: said by a person, guessed, or kept from an earlier wave."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coding.sources.importers.guesses import ColumnGuess, Kind
from coding.sources.importers.problems import ImportProblem, shorten
from coding.sources.importers.table import tidy_header

KEEP, LEAVE_OUT = "keep", "leave_out"
LONGEST_VARIABLE = 500
LONGEST_QUESTION = 1000


@dataclass(frozen=True)
class SurveyMapping:
    """Which column is what. Without `id` respondents are numbered by row; `closed` gives kinds.

    `levels` has the values of ordinal columns from low to high, `separators` what divides the choices of multiple
    ones, `groups` for a choice with a column of its own its question and its name; what is not in them is found in
    the data. `no_answers` says what becomes of answers such as "N/A": kept, or left out. `wave` is put after the names
    of questions and variables, so that the same people can be asked again.
    """

    id: str | None = None
    open: tuple[str, ...] = ()
    closed: dict[str, Kind] = field(default_factory=dict)
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    no_answers: str = KEEP
    wave: str = ""

    def named(self, column: str) -> str:
        """What the question or variable of a column is called in the study."""
        return f"{column} ({self.wave})" if self.wave else column

    def columns(self) -> list[tuple[str, str]]:
        """Every column that is used, with its role in words."""
        named = [(self.id, "id column")] if self.id is not None else []
        return [
            *named,
            *((name, "closed item") for name in self.closed),
            *((name, "open question") for name in self.open),
        ]

    def as_data(self) -> dict[str, Any]:
        """The mapping as plain values, for the parameters of a job."""
        return {
            "id": self.id,
            "open": list(self.open),
            # A list: PostgreSQL keeps the keys of an object in an order of its own, not in that of the columns.
            "closed": [[name, kind] for name, kind in self.closed.items()],
            "levels": {name: list(levels) for name, levels in self.levels.items()},
            "separators": dict(self.separators),
            "groups": {name: list(group) for name, group in self.groups.items()},
            "no_answers": self.no_answers,
            "wave": self.wave,
        }


def mapping_from(data: Mapping[str, Any]) -> SurveyMapping:
    """The mapping that was given as plain values."""
    return SurveyMapping(
        id=data.get("id"),
        open=tuple(data["open"]),
        closed=dict(data["closed"]),
        levels={name: tuple(levels) for name, levels in data.get("levels", {}).items()},
        separators=dict(data.get("separators", {})),
        groups={name: (group[0], group[1]) for name, group in data.get("groups", {}).items()},
        no_answers=data.get("no_answers", KEEP),
        wave=data.get("wave", ""),
    )


def guessed_mapping(guesses: Iterable[ColumnGuess], no_answers: str = KEEP) -> SurveyMapping:
    guesses = list(guesses)
    closed = [guess for guess in guesses if guess.role == "closed"]
    return SurveyMapping(
        id=next((guess.name for guess in guesses if guess.role == "id"), None),
        open=tuple(guess.name for guess in guesses if guess.role == "open"),
        closed={guess.name: guess.kind for guess in closed},
        levels={guess.name: guess.levels for guess in closed if guess.kind == "ordinal" and guess.levels},
        separators={guess.name: guess.separator for guess in closed if guess.kind == "multiple" and guess.separator},
        groups={guess.name: (guess.group, guess.choice) for guess in closed if guess.group},
        no_answers=no_answers,
    )


def named_mapping(
    guesses: Iterable[ColumnGuess], *, id_column: str | None, open_columns: Iterable[str], closed_columns: Iterable[str]
) -> SurveyMapping:
    """The mapping of columns that a person named; the kinds of the closed ones are guessed."""
    guessed = {guess.name: guess for guess in guesses}
    closed = [tidy_header(name) for name in closed_columns]
    known = [guessed[name] for name in closed if name in guessed and guessed[name].role == "closed"]
    found = guessed_mapping(known)
    return SurveyMapping(
        id=tidy_header(id_column) if id_column is not None else None,
        open=tuple(map(tidy_header, open_columns)),
        closed={name: found.closed.get(name, "nominal") for name in closed},
        levels=found.levels,
        separators=found.separators,
        groups=found.groups,
    )


def columns_wrong(file: str, header: Sequence[str], mapping: SurveyMapping) -> list[ImportProblem]:
    """What cannot be in the names of the columns: unknown ones, two roles, names too long, no open question."""
    problems = [_missing(file, header, name) for name, _ in mapping.columns() if name not in header]
    for name, times in Counter(name for name, _ in mapping.columns()).items():
        if times > 1:
            roles = " and ".join(dict.fromkeys(role for other, role in mapping.columns() if other == name))
            message = f"this column is named more than once ({roles})."
            problems.append(ImportProblem(message, remedy="Give it one role.", file=file, column=name))
    limits = [
        *((name, LONGEST_VARIABLE) for name in mapping.closed),
        *((name, LONGEST_QUESTION) for name in mapping.open),
    ]
    for name, longest in limits:
        if len(mapping.named(name)) > longest:
            message = f"the name of this column has {len(name):,} characters; {longest:,} is the most."
            problems.append(ImportProblem(message, remedy="Shorten it.", file=file, row=1, column=name))
    if not mapping.open:
        message = "no column is an open question, so there is nothing to code."
        problems.append(ImportProblem(message, remedy="Choose at least one.", file=file))
    return problems


def _missing(file: str, header: Sequence[str], name: str) -> ImportProblem:
    """Names the columns that exist, the closest first."""
    folded = {column.casefold(): column for column in reversed(header)}
    close = [folded[found] for found in difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)]
    listed = ", ".join(f'"{shorten(column)}"' for column in header[:12])
    more = f" and {len(header) - 12} more" if len(header) > 12 else ""
    meant = f'Did you mean "{shorten(close[0])}"? ' if close else ""
    return ImportProblem(
        f'there is no column "{shorten(name)}".', remedy=f"{meant}The file has {listed}{more}.", file=file
    )
