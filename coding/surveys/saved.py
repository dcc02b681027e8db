"""Fits a saved mapping to the columns of another wave. Pure: plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coding.sources.importers.guesses import ColumnGuess

ENOUGH = 0.6  # of the columns that a saved mapping uses must be there for it to be applied by itself


@dataclass(frozen=True)
class Fit:
    """How a saved mapping fits a table: `share` of its used columns that are there, what is new, what is missing."""

    share: float
    new: list[str]
    missing: list[str]


def columns_to_save(guesses: Iterable[ColumnGuess]) -> dict[str, dict[str, Any]]:
    """What is kept of each column, by its name."""
    return {
        guess.name: {
            "role": guess.role,
            "kind": guess.kind,
            "levels": list(guess.levels),
            "separator": guess.separator,
            "group": guess.group,
            "choice": guess.choice,
        }
        for guess in guesses
    }


def fit_of(saved: Mapping[str, Mapping[str, Any]], header: Sequence[str]) -> Fit:
    """How well a saved mapping fits a table with these columns."""
    used = [name for name, column in saved.items() if column["role"] != "leave_out"]
    missing = [name for name in used if name not in header]
    share = 1 - len(missing) / len(used) if used else 0.0
    return Fit(share, [name for name in header if name not in saved], missing)


def apply_saved(saved: Mapping[str, Mapping[str, Any]], guesses: Iterable[ColumnGuess], why: str) -> list[ColumnGuess]:
    """The columns as they were saved, with `why` as their reason; the guess stands for columns that are new."""
    applied = []
    has_id = any(column["role"] == "id" and name for name, column in saved.items())
    for guess in guesses:
        if column := saved.get(guess.name):
            levels = tuple(column.get("levels", ()))
            applied.append(ColumnGuess(guess.name, **{**column, "levels": levels}, why=why))
        elif guess.role == "id" and has_id:
            applied.append(replace(guess, role="leave_out"))
        else:
            applied.append(guess)
    return applied
