"""What a survey holds, for the page on which its columns are mapped: found in one pass, in bounded memory."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from coding.sources.importers.guesses import ColumnGuess, guess_profiles
from coding.sources.importers.profiles import profiles_of
from coding.sources.importers.spool import Spool

ROWS_SHOWN = 10
LONGEST_CELL = 200
MOST_VALUES = 30
Rows = Iterator[tuple[int, list[str]]]


def inspect_survey(spool: Spool) -> dict[str, Any]:
    """What the mapping page shows, as plain values.

    {"layout", "rows", "assumed", "columns": [{"name", "role", "kind", "levels", "separator", "group", "choice",
    "why", "examples", "filled", "empty", "no_answer", "values"}], "first": [[number, cells]]}; `values` are the
    different values of a column with few of them, else empty.
    """
    first: list[tuple[int, list[str]]] = []
    profiles = profiles_of(_watched(iter(spool), first), len(spool.header))
    guesses = guess_profiles(spool.header, profiles, spool.hints)
    return {
        "layout": spool.layout,
        "rows": spool.rows,
        "assumed": list(spool.assumed),
        "columns": [
            {
                **asdict(guess),
                "levels": list(guess.levels),
                "examples": profile.examples,
                "filled": profile.filled,
                "empty": profile.empty,
                "no_answer": profile.no_answer,
                "values": list(profile.counts) if profile.distinct <= MOST_VALUES else [],
            }
            for guess, profile in zip(guesses, profiles, strict=True)
        ],
        "first": [[number, [cell[:LONGEST_CELL] for cell in row]] for number, row in first],
    }


def guesses_of(found: dict[str, Any]) -> list[ColumnGuess]:
    """The guesses in what `inspect_survey` found."""
    fields = ColumnGuess.__dataclass_fields__
    return [
        ColumnGuess(
            **{name: value for name, value in column.items() if name in fields} | {"levels": tuple(column["levels"])}
        )
        for column in found["columns"]
    ]


def _watched(rows: Rows, first: list[tuple[int, list[str]]]) -> Rows:
    for number, row in rows:
        if len(first) < ROWS_SHOWN:
            first.append((number, row))
        yield number, row
