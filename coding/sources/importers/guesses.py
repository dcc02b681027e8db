"""Guesses what each column of a survey is, with the reason, for a researcher to correct."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coding.sources.importers.answers import as_number, is_date, is_no_answer, is_number, scale_order
from coding.sources.importers.table import Table

Role = Literal["id", "closed", "open", "leave_out"]
Kind = Literal["nominal", "ordinal", "numeric", "date", "multiple"]

SEPARATORS = (";", "|", "\n", ", ", ",")
_ID_NAME = re.compile(
    r"(?:.*[\s_-])?(?:id|ids|no|nr|number|code|key)|id.*|resp(?:ondent)?[\s_-]?(?:id|no|nr|number|code)?|respid|"
    r"participant(?:[\s_-]?(?:id|no|code))?|case(?:id)?|subject|record|번호|아이디|編號|编号|番号",
    re.IGNORECASE,
)
_PERSONAL_NAME = re.compile(
    r"(?:first|last|full|your|family|sur)?[\s_-]?name|e-?mail.*|.*e-?mail(?: address)?|"
    r"ip[\s_-]?address|(?:tele)?phone.*|"
    r"mobile.*|.*address|(?:location)?(?:latitude|longitude)",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d{1,3}(?:\.\d{1,3}){3}")


@dataclass(frozen=True)
class ColumnGuess:
    """`levels` are the values of an ordinal column from low to high, or the choices of a multiple one."""

    name: str
    role: Role
    kind: Kind = "nominal"
    why: str = ""
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Facts:
    rows: int
    filled: list[str]
    counts: Counter[str]

    @property
    def share_distinct(self) -> float:
        return len(self.counts) / len(self.filled)

    @property
    def words(self) -> float:
        return sum(len(value.split()) or 1 for value in self.filled) / len(self.filled)

    @property
    def letters(self) -> float:
        return sum(map(len, self.filled)) / len(self.filled)


def guess_columns(table: Table) -> list[ColumnGuess]:
    """One guess a column, in the order of the table; at most one column is the id."""
    guesses: list[ColumnGuess] = []
    for at, name in enumerate(table.header):
        guess = guess_column(name, [row[at] for row in table.rows])
        if guess.role == "id" and any(earlier.role == "id" for earlier in guesses):
            guess = ColumnGuess(name, "leave_out", why="looks like a second id column")
        guesses.append(guess)
    return guesses


def guess_column(name: str, values: Sequence[str]) -> ColumnGuess:
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return ColumnGuess(name, "leave_out", why="empty in every row")
    facts = _Facts(len(values), filled, Counter(filled))
    return (
        _personal(name, facts)
        or _identifier(name, facts)
        or _typed(name, facts)
        or _multiple(name, facts)
        or _text(name, facts)
    )


def _personal(name: str, facts: _Facts) -> ColumnGuess | None:
    matching = sum(_PERSONAL_VALUE.fullmatch(value) is not None for value in facts.filled)
    if _PERSONAL_NAME.fullmatch(name) or matching > len(facts.filled) * 0.6:
        return ColumnGuess(name, "leave_out", why="may say who the respondent is")
    return None


def _identifier(name: str, facts: _Facts) -> ColumnGuess | None:
    named = _ID_NAME.fullmatch(name.strip()) is not None
    short = facts.letters <= 40 and facts.words < 1.5
    if not short or any(map(is_date, facts.filled[:20])):
        return None
    if len(facts.counts) == facts.rows and (named or _counts_up(name, facts)):
        return ColumnGuess(name, "id", why="a different short value in every row")
    # So named, and nearly one value per row: an id with a slip in it, which is then said with its rows.
    if named and facts.share_distinct >= 0.6:
        return ColumnGuess(name, "id", why="named like an id, but some values stand in several rows")
    if named and facts.share_distinct > 0.2 and len(facts.counts) > 20:
        seen = f"{len(facts.counts):,} different values in {facts.rows:,} rows"
        return ColumnGuess(name, "leave_out", why=f"named like an id, but not one per row: {seen}")
    return None


def _counts_up(name: str, facts: _Facts) -> bool:
    """A nameless first column that numbers the rows, or codes such as P01, P02."""
    tokens = [re.fullmatch(r"([A-Za-z]{0,12}[-_]?)(\d+)", value) for value in facts.filled]
    if facts.rows < 3 or not all(tokens):
        return False
    prefixed = all(token and token[1] for token in tokens)
    numbers = [int(token[2]) for token in tokens if token]
    return prefixed or (name.startswith("Column ") and numbers == sorted(numbers))


def _typed(name: str, facts: _Facts) -> ColumnGuess | None:
    """Constants, dates, numbers and scales."""
    told = [value for value in facts.filled if not is_no_answer(value)] or facts.filled
    if len(facts.counts) == 1 and len(facts.filled) == facts.rows > 1:
        return ColumnGuess(name, "leave_out", why="the same in every row")
    if sum(map(is_date, told)) >= len(told) * 0.95:
        return ColumnGuess(name, "closed", "date", "dates")
    if sum(map(is_number, told)) >= len(told) * 0.95:
        return _numeric(name, {value for value in told if is_number(value)})
    order = scale_order(set(told)) if len(set(told)) <= 20 else None
    return ColumnGuess(name, "closed", "ordinal", f"{len(order)} values of a scale", tuple(order)) if order else None


def _numeric(name: str, numbers: set[str]) -> ColumnGuess:
    if numbers <= {"0", "1"}:
        return ColumnGuess(name, "closed", "nominal", "0 or 1, as of a box that was ticked or not")
    if 2 < len(numbers) <= 11 and all(value.isdecimal() and int(value) <= 10 for value in numbers):
        levels = tuple(sorted(numbers, key=as_number))
        return ColumnGuess(name, "closed", "ordinal", "small whole numbers, as of a rating", levels)
    return ColumnGuess(name, "closed", "numeric", "numbers")


def _multiple(name: str, facts: _Facts) -> ColumnGuess | None:
    found = choices(facts.filled)
    if found is None:
        return None
    separator, ordered = found
    shown = {";": "semicolons", "|": "bars", "\n": "line breaks"}.get(separator, "commas")
    return ColumnGuess(name, "closed", "multiple", f"choices separated by {shown}", ordered)


def choices(values: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """What separates several choices in one cell, and the choices, the most frequent first.

    None where the parts between separators are not few, short, and coming back in many cells.
    """
    for separator in SEPARATORS:
        split = [[part.strip() for part in value.split(separator) if part.strip()] for value in values]
        parts = Counter(part for cell in split for part in cell)
        several = sum(len(cell) > 1 for cell in split)
        if several < max(2, len(split) * 0.15) or not parts:
            continue
        common = {part for part, seen in parts.items() if seen >= max(2, len(split) * 0.02)}
        covered = sum(parts[part] for part in common) / parts.total()
        short = sum(len(part.split()) for part in parts) / len(parts) <= 6
        if covered >= 0.9 and len(common) <= 40 and short and parts.total() >= 3 * len(parts):
            return separator, tuple(part for part, _ in parts.most_common() if part in common)
    return None


def _text(name: str, facts: _Facts) -> ColumnGuess:
    distinct, filled = len(facts.counts), len(facts.filled)
    if _is_category(facts):
        return ColumnGuess(name, "closed", "nominal", f"{distinct} different values in {filled:,} rows")
    words = "words" if facts.words >= 1.5 else "word"
    return ColumnGuess(
        name,
        "open",
        why=f"{distinct:,} different answers in {filled:,} rows, {facts.words:.0f} {words} on average",
    )


def _is_category(facts: _Facts) -> bool:
    """Few values that come back. In a small table nothing comes back often, so length decides there."""
    distinct, filled = len(facts.counts), len(facts.filled)
    if facts.letters > 80 or distinct > 60:
        return False
    if distinct == filled:
        return filled < 12 and facts.words <= 2 and facts.letters <= 20
    repeated = sum(seen for seen in facts.counts.values() if seen > 1) / filled
    return repeated >= 0.6 and (
        facts.share_distinct <= 0.25 or (filled < 30 and facts.share_distinct <= 0.6 and facts.words <= 4)
    )
