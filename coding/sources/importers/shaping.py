"""From the records of a file to a table: header found and tidied, every row as wide as it, blank rows left out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coding.sources.importers.characters import clean
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import SHOWN, ImportProblem, raise_any
from coding.sources.importers.table import ColumnHint, RawTable, Row, Table, TableStream, repeated_names, tidy_header

# As many records are looked at before a header is settled and columns without a name are dropped.
FIRST = 200
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u202d\u202e\ud800-\udfff]")
_OVERRIDE = re.compile("[\u202d\u202e]")


@dataclass
class _Plan:
    """How rows become the table: `keep` are positions in the file of the columns of `header`."""

    header: list[str]
    keep: list[int]
    width: int  # of the header in the file, nameless columns counted
    data_from: int
    title: str = ""
    hints: dict[str, ColumnHint] = field(default_factory=dict)


def stream_table(raw: RawTable, *, layouts: bool = True) -> TableStream:
    """The table that the records are, read row by row; with `layouts` survey programs are recognised by their header.

    Raises ImportProblem(s), here or while rows are read: nothing in it, two columns of one name (with `layouts`), a row
    that does not fit the header, more than the limits allow.
    """
    records = _cleaned(raw)
    first = list(itertools.islice(records, FIRST))
    if not first:
        raise ImportProblem("this table is empty.", remedy="Upload one with a row of column names.", file=raw.name)
    plan = _plan(raw, first, layouts=layouts)
    data = [(number, row) for number, row in first if number >= plan.data_from]
    if not data:
        raise ImportProblem("this table has column names but no rows.", remedy="Upload one with rows.", file=raw.name)
    rows = _rows(raw, plan, itertools.chain(data, records))
    return TableStream(raw.name, plan.header, rows, raw.assumed, plan.hints, plan.title)


def hold_table(stream: TableStream) -> Table:
    """All of a table in memory, for the small ones: codebooks, lists of codings."""
    numbered = list(stream.rows)
    rows, numbers = [row for _, row in numbered], [number for number, _ in numbered]
    return Table(stream.name, stream.header, rows, numbers, stream.assumed)


def _cleaned(raw: RawTable) -> Iterator[tuple[int, Row]]:
    """The records with something in them, without the characters that no text can be kept with."""
    mended = deceiving = characters = 0
    most = limits().unpacked_bytes
    for number, row in raw.records:
        kept, whole = row, "".join(row)
        characters += len(whole)
        if characters > most:
            raise _too_much(raw.name, f"{most:,} characters")
        if _ODD.search(whole):
            kept = [clean(cell, raw.name)[0] for cell in row]
            mended += kept != row
            deceiving += bool(_OVERRIDE.search("".join(kept)))
        if any(map(str.strip, kept)):
            yield number, kept
    if mended:
        raw.assumed.append(f"invisible control characters were removed from {_counted(mended, 'row')}")
    if deceiving:
        raw.assumed.append(
            f"{_counted(deceiving, 'row')} with a mark (U+202E) that reverses the order in which letters are shown; "
            "it was kept"
        )


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def _plan(raw: RawTable, first: list[tuple[int, Row]], *, layouts: bool) -> _Plan:
    number, row = first[0]
    names, plan = row, _Plan([], [], 0, number + 1)
    if layouts and not raw.certain:
        from coding.sources.importers.layouts import recognise_layout

        layout = recognise_layout(raw.name, first)
        names, plan.title, plan.data_from = layout.header, layout.title, layout.data_from
        raw.assumed.extend(layout.said)
        raw.hints.update(layout.hints)
    names = [tidy_header(name) for name in names]
    while names and not names[-1]:
        names.pop()
    plan.width = len(names)
    _refuse_wide(raw.name, plan.width)
    _name_columns(raw, plan, names, [row for at, row in first if at >= plan.data_from])
    if layouts:
        raise_any(repeated_names(raw.name, plan.header, plan.keep, number))
    plan.hints = {name: raw.hints[name] for name in plan.header if name in raw.hints}
    return plan


def _name_columns(raw: RawTable, plan: _Plan, names: list[str], rows: list[Row]) -> None:
    """Give a name to columns that have values but no name; drop those that have neither."""
    for at, name in enumerate(names):
        called = name
        if not name:
            if not any(at < len(row) and row[at].strip() for row in rows):
                continue
            called = f"Column {at + 1}"
            raw.assumed.append(f"column {at + 1} has no name in the file and is called “{called}”")
        plan.header.append(called)
        plan.keep.append(at)


def _rows(raw: RawTable, plan: _Plan, records: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The rows that fit; what does not is told all together, once there are enough of them or the file ends."""
    problems: list[ImportProblem] = []
    most, count, blank = limits(), 0, 0
    previous = plan.data_from - 1
    whole = plan.keep == list(range(plan.width))
    try:
        for number, row in records:
            count, blank, previous = count + 1, blank + number - previous - 1, number
            if count > most.rows:
                raise _too_much(raw.name, f"{most.rows:,} rows")
            if count * plan.width > most.cells:
                raise _too_much(raw.name, f"{most.cells:,} cells")
            fitted, problem = _fit(raw, plan, number, row)
            if problem:
                problems.append(problem)
                if len(problems) == SHOWN:
                    break
            elif not problems:
                yield number, fitted if whole else [fitted[at] for at in plan.keep]
    except ImportProblem as error:
        raise_any([*problems, error] if problems else [])
        raise
    raise_any(problems)
    if blank:
        raw.assumed.append(f"{_counted(blank, 'empty row')} {'was' if blank == 1 else 'were'} left out")


def _fit(raw: RawTable, plan: _Plan, number: int, row: Row) -> tuple[Row, ImportProblem | None]:
    """The row as wide as the header, or what keeps it from being so."""
    found = len(row)
    if found < plan.width:
        if not raw.pad:
            return row, _ragged(raw.name, number, found, plan.width)
        row = [*row, *[""] * (plan.width - found)]
    elif found > plan.width:
        beyond = next((at for at in range(plan.width, found) if row[at].strip()), None)
        if beyond is not None:
            ragged = _nameless(raw.name, number, beyond) if raw.pad else _ragged(raw.name, number, found, plan.width)
            return row, ragged
        row = row[: plan.width]
    if len(plan.keep) < plan.width:
        dropped = set(range(plan.width)).difference(plan.keep)
        late = next((at for at in sorted(dropped) if row[at].strip()), None)
        if late is not None:
            return row, _nameless(raw.name, number, late)
    return row, None


def _ragged(name: str, number: int, found: int, wanted: int) -> ImportProblem:
    return ImportProblem(
        f"this row has {found} cells, the header has {wanted}.",
        remedy="Look there for a missing quotation mark or a delimiter too many.",
        file=name,
        row=number,
    )


def _nameless(name: str, number: int, at: int) -> ImportProblem:
    return ImportProblem(
        f"this row has a value in column {at + 1}, which has no name.",
        remedy="Give the column a name in the header, or empty it.",
        file=name,
        row=number,
    )


def _refuse_wide(name: str, width: int) -> None:
    if width > limits().columns:
        raise ImportProblem(
            f"this table has {width:,} columns; the most is {limits().columns:,}.",
            remedy="Leave out those that are not needed.",
            file=name,
        )


def _too_much(name: str, most: str) -> ImportProblem:
    return ImportProblem(f"this table has more than {most}.", remedy="Split it, and import the parts.", file=name)
