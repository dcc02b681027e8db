"""Guesses what each column of a survey is, with the reason, for a researcher to correct."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coding.sources.importers.answers import NumberStyle, as_number, is_date, is_no_answer, is_number, scale_order
from coding.sources.importers.profiles import ColumnProfile, profile_of, profiles_of
from coding.sources.importers.table import ColumnHint, Table

Role = Literal["id", "closed", "open", "leave_out"]
Kind = Literal["nominal", "ordinal", "numeric", "date", "multiple"]

SEPARATORS = (";", "|", "\n", ", ", ",")
_SELDOM_IN_PROSE = frozenset(";|")
MOST_LEVELS = 20
SMALL = 12  # rows: in so few nothing comes back often
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
# What is asked so is answered in one's own words, however few they are.
_ASKS_FOR_WORDS = re.compile(
    r"\b(?:why|describe|comments?|explain|explanation|reasons?|specify|feedback|suggestions?|thoughts|your own words|"
    r"what (?:would|else|do|did|could|should|worries|helps|hinders)|anything else|"
    r"warum|wieso|beschreiben|kommentare?|begründung|anmerkungen|pourquoi|commentaires?|por qué|comentarios?)\b|"
    r"왜|이유|의견|なぜ|理由|意見|为什么|為什麼|原因|意见",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d{1,3}(?:\.\d{1,3}){3}")


@dataclass(frozen=True)
class ColumnGuess:
    """`levels` are the values of an ordinal column from low to high, or the choices of a multiple one, whose choices
    are divided by `separator`; or they have a column each: then `group` is their question, `choice` this column's.
    `several_rows` says of a column that is named like an id that most of its values stand in more than one row.
    """

    name: str
    role: Role
    kind: Kind = "nominal"
    why: str = ""
    levels: tuple[str, ...] = ()
    separator: str = ""
    group: str = ""
    choice: str = ""
    several_rows: bool = False


def guess_columns(table: Table) -> list[ColumnGuess]:
    """One guess a column of a table that is at hand, in its order; at most one column is the id."""
    rows = zip(table.numbers, table.rows, strict=True)
    return guess_profiles(table.header, profiles_of(rows, len(table.header)), {})


def guess_profiles(
    header: Sequence[str], profiles: Sequence[ColumnProfile], hints: Mapping[str, ColumnHint]
) -> list[ColumnGuess]:
    """One guess a column; what the file itself says (`hints`, by name) wins. At most one column is the id."""
    told_id = next((name for name in header if name in hints and hints[name].role == "id"), None)
    guesses: list[ColumnGuess] = []
    found_id = False
    for name, profile in zip(header, profiles, strict=True):
        guess = _hinted(guess_profile(name, profile), profile, hints.get(name, ColumnHint()))
        if guess.role == "id":
            if found_id or (told_id is not None and name != told_id):
                guess = ColumnGuess(name, "leave_out", why="looks like a second id column")
            else:
                found_id = True
        guesses.append(guess)
    return guesses


def guess_column(name: str, values: Sequence[str]) -> ColumnGuess:
    return guess_profile(name, profile_of(values))


def guess_profile(name: str, profile: ColumnProfile) -> ColumnGuess:
    """What a column is, by its name and its values alone."""
    if not profile.filled:
        return ColumnGuess(name, "leave_out", why="empty in every row")
    return (
        _personal(name, profile)
        or _identifier(name, profile)
        or _typed(name, profile)
        or _multiple(name, profile)
        or _text(name, profile)
    )


def _hinted(guess: ColumnGuess, profile: ColumnProfile, hint: ColumnHint) -> ColumnGuess:
    """What the file says of a column, with the guess where it says nothing. An empty column is left out."""
    if hint == ColumnHint() or not profile.filled:
        return guess
    if not hint.role and not hint.kind:
        return replace(guess, why=f"{guess.why}; {hint.why}" if hint.why else guess.why)
    role = hint.role or ("closed" if hint.kind else guess.role)
    if role != "closed":
        return ColumnGuess(guess.name, role, why=hint.why or "so the file says")  # type: ignore[arg-type]
    found = guess if guess.role == "closed" else ColumnGuess(guess.name, "closed")
    kind = hint.kind or found.kind
    same = kind == found.kind
    return replace(
        found,
        kind=kind,
        why=hint.why or "so the file says",
        levels=hint.levels or (found.levels if same else ()),
        separator=hint.separator or (found.separator if same else ""),
        group=hint.group,
        choice=hint.choice,
    )


def _personal(name: str, profile: ColumnProfile) -> ColumnGuess | None:
    matching = sum(seen for value, seen in profile.counts.items() if _PERSONAL_VALUE.fullmatch(value))
    if _PERSONAL_NAME.fullmatch(name) or matching > profile.counted * 0.6:
        return ColumnGuess(name, "leave_out", why="may say who the respondent is")
    return None


def _identifier(name: str, profile: ColumnProfile) -> ColumnGuess | None:
    named = _ID_NAME.fullmatch(name.strip()) is not None
    short = profile.mean_letters <= 40 and profile.words < 1.5
    if not short or any(map(is_date, list(profile.counts)[:20])):
        return None
    one_each = profile.filled == profile.rows and profile.distinct == profile.counted
    if one_each and (named or _counts_up(name, profile)):
        return ColumnGuess(name, "id", why="a different short value in every row")
    # So named, and nearly one value per row: an id with a slip in it, which is then said with its rows.
    if named and profile.share_distinct >= 0.6:
        return ColumnGuess(name, "id", why="named like an id, but some values stand in several rows")
    if named and profile.share_distinct > 0.2 and profile.distinct > 20:
        seen = f"{_many(profile)} different values in {profile.rows:,} rows"
        remedy = "give the rows of each question or time a file of their own, and import them as waves"
        why = f"named like an id, but not one per row: {seen}; {remedy}"
        return ColumnGuess(name, "leave_out", why=why, several_rows=True)
    return None


def _many(profile: ColumnProfile) -> str:
    return f"{'more than ' if profile.overflowed else ''}{profile.distinct:,}"


def _counts_up(name: str, profile: ColumnProfile) -> bool:
    """A nameless first column that numbers the rows, or codes such as P01, P02."""
    tokens = [re.fullmatch(r"([A-Za-z]{0,12}[-_]?)(\d+)", value) for value in profile.counts]
    if profile.rows < 3 or not all(tokens):
        return False
    prefixed = all(token and token[1] for token in tokens)
    numbers = [int(token[2]) for token in tokens if token]
    return prefixed or (name.startswith("Column ") and numbers == sorted(numbers))


def _typed(name: str, profile: ColumnProfile) -> ColumnGuess | None:
    """Constants, dates, numbers and scales."""
    # Long values are neither; a column of them is no typed one.
    told = {value: seen for value, seen in profile.counts.items() if not is_no_answer(value)} or profile.counts
    weight = sum(told.values()) + profile.counted - profile.counts.total()
    if profile.distinct == 1 and profile.filled == profile.rows > 1:
        return ColumnGuess(name, "leave_out", why="the same in every row")
    if sum(seen for value, seen in told.items() if is_date(value)) >= weight * 0.95:
        return ColumnGuess(name, "closed", "date", "dates")
    if sum(seen for value, seen in told.items() if is_number(value)) >= weight * 0.95:
        return _numeric(name, [value for value in told if is_number(value)])
    few = len(told) <= MOST_LEVELS and profile.counts.total() == profile.counted
    order = scale_order(set(told)) if few else None
    return ColumnGuess(name, "closed", "ordinal", f"{len(order)} values of a scale", tuple(order)) if order else None


def _numeric(name: str, numbers: Sequence[str]) -> ColumnGuess:
    if any(len(number) > 1 and number.isdecimal() and number[0] == "0" for number in numbers):
        return ColumnGuess(name, "closed", "nominal", "some begin with 0, as postcodes and other codes do")
    if set(numbers) <= {"0", "1"}:
        return ColumnGuess(name, "closed", "nominal", "0 or 1, as of a box that was ticked or not")
    if set(numbers) <= {"1", "2"}:
        return ColumnGuess(name, "closed", "nominal", "1 or 2, as of two categories")
    if 2 < len(numbers) <= 11 and all(value.isdecimal() and int(value) <= 10 for value in numbers):
        levels = tuple(sorted(numbers, key=as_number))
        return ColumnGuess(name, "closed", "ordinal", "small whole numbers, as of a rating", levels)
    style = NumberStyle()
    for number in numbers:
        style.see(number)
    return ColumnGuess(name, "closed", "numeric", f"numbers: {style.reading}" if style.reading else "numbers")


def _multiple(name: str, profile: ColumnProfile) -> ColumnGuess | None:
    found = choices(profile.counts)
    if found is None or profile.counts.total() < profile.counted * 0.5:
        return None
    separator, ordered = found
    shown = {";": "semicolons", "|": "bars", "\n": "line breaks"}.get(separator, "commas")
    return ColumnGuess(name, "closed", "multiple", f"choices separated by {shown}", ordered, separator)


def split_choices(value: str, separator: str) -> list[str]:
    """The choices in one cell."""
    return [part.strip() for part in value.split(separator) if part.strip()]


def choices(counts: Mapping[str, int]) -> tuple[str, tuple[str, ...]] | None:
    """What separates several choices in one cell, and the choices, the most frequent first.

    None where the parts between separators are not few, short, and coming back in many cells.
    """
    cells = sum(counts.values())
    small = cells < SMALL
    for separator in SEPARATORS:
        certain = small and separator in _SELDOM_IN_PROSE
        parts: Counter[str] = Counter()
        several = 0
        for value, seen in counts.items():
            split = split_choices(value, separator)
            several += seen * (len(split) > 1)
            for part in split:
                parts[part] += seen
        if several < (1 if certain else max(2, cells * 0.15)) or not parts:
            continue
        common = {part for part, seen in parts.items() if seen >= max(2, cells * 0.02)}
        covered = sum(parts[part] for part in common) / parts.total()
        short = sum(len(part.split()) for part in parts) / len(parts) <= 6
        again = parts.total() >= (2 if small else 3) * len(parts)
        if covered >= (0.75 if certain else 0.9) and len(common) <= 40 and short and again:
            return separator, tuple(part for part, _ in parts.most_common() if part in common)
    return None


def _text(name: str, profile: ColumnProfile) -> ColumnGuess:
    if _is_category(name, profile):
        return ColumnGuess(name, "closed", "nominal", _seen("value", profile))
    words = "words" if profile.words >= 1.5 else "word"
    return ColumnGuess(name, "open", why=f"{_seen('answer', profile)}, {max(1, profile.words):.0f} {words} on average")


def _seen(what: str, profile: ColumnProfile) -> str:
    if profile.filled == 1:
        return f"1 {what} in all rows"
    return f"{_many(profile)} different {what}s in {profile.filled:,} rows"


def _is_category(name: str, profile: ColumnProfile) -> bool:
    """Few values that come back; "N/A" and the like are no values.

    In a small table nothing comes back often, so length decides there, and what was asked; in a large one a value that
    only one respondent wrote is a text of their own.
    """
    told = {value: seen for value, seen in profile.counts.items() if not is_no_answer(value)} or profile.counts
    distinct, filled = profile.distinct, profile.filled
    if told is not profile.counts:
        distinct -= len(profile.counts) - len(told)
        filled -= profile.no_answer
    if profile.mean_letters > 80 or distinct > 60:
        return False
    short = profile.words <= 2 and profile.mean_letters <= 20
    if profile.rows < SMALL and short and not _ASKS_FOR_WORDS.search(name):
        return True
    if distinct == filled:
        return False
    repeated = sum(seen for seen in told.values() if seen > 1) / filled
    return repeated >= 0.6 and (
        distinct / filled <= 0.25 or (filled < 30 and distinct / filled <= 0.6 and profile.words <= 4)
    )
