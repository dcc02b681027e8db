"""The process that reads an SPSS file: a damaged one may crash the library, and then ends this process alone.

It writes one JSON document a line: what is known before the rows, each row as [number, cells], what is known after; or
{"problem": ...} at any time. See sav_table.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import pyreadstat

from coding.sources.importers.child import bound_process, wake_after
from coding.sources.importers.table import ColumnHint, tidy_header
from coding.sources.importers.xml_rows import number_text

_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_SPANS = ("TIME", "DTIME", "MTIME")
_FIRST_DAY = dt.datetime(1582, 10, 14)  # noqa: DTZ001  SPSS knows no time zones
SECONDS = 60  # for one chunk; more is a file made to do harm
MEMORY = 2_000_000_000
# Rows are read in chunks, each found by reading past all rows before it: small ones for memory, not many for time.
_CELLS, _MOST_CELLS, _CHUNKS, _MOST_BYTES = 100_000, 2_000_000, 64, 400_000_000
_LONGEST_SCALE = 20


class Unreadable(Exception):
    """The file is not as it should be: "damage" or "encoding"."""


def tell(path: Path, out: TextIO, on_chunk: Callable[[], None] = lambda: None) -> None:
    """Write all that is in the file; `on_chunk` hears when the next of its rows are about to be read."""
    _, meta = _read(path, metadataonly=True)
    if not all(meta.column_names):
        raise Unreadable("damage")
    header = column_titles(meta.column_names, meta.column_labels)
    hints = {
        title: asdict(_hint(meta, variable)) | {"short": "" if title == variable else variable}
        for title, variable in zip(header, meta.column_names, strict=True)
    }
    out.write(json.dumps({"header": header, "labelled": header != meta.column_names, "hints": hints}) + "\n")
    missing = Counter[str]()
    for numbered in _records(path, meta, missing, on_chunk):
        out.write(json.dumps(numbered) + "\n")
    out.write(json.dumps({"missing": missing.total()}) + "\n")


def column_titles(names: list[str], labels: list[str | None]) -> list[str]:
    """The label of each variable; with its name where several have that label, the name alone where there is none."""
    tidied = [tidy_header(label or "") for label in labels]
    shared = Counter(tidied)

    def title(name: str, label: str) -> str:
        if not label or label == name:
            return name
        return label if shared[label] == 1 and label not in names else f"{label} ({name})"

    titles = [title(name, label) for name, label in zip(names, tidied, strict=True)]
    return titles if len(set(titles)) == len(titles) else list(names)


def _read(path: Path, **how: Any) -> tuple[dict[str, list[Any]], Any]:
    try:
        return pyreadstat.read_sav(
            str(path), output_format="dict", user_missing=True, disable_datetime_conversion=True, **how
        )
    except Exception as error:
        # The library has errors of its own for damage, and Python's for what it could not convert.
        if "convert string" in str(error) or isinstance(error, UnicodeDecodeError):
            raise Unreadable("encoding") from error
        raise Unreadable("damage") from error


def _records(
    path: Path, meta: Any, missing: Counter[str], on_chunk: Callable[[], None]
) -> Iterator[tuple[int, list[str]]]:
    written = [_writer(meta, variable, missing) for variable in meta.column_names]
    offset, size = 0, _rows_at_once(meta)
    count = size
    while written and count == size:
        on_chunk()
        columns, _ = _read(path, row_offset=offset, row_limit=size)
        count = 0
        for count, values in enumerate(zip(*columns.values(), strict=True), start=1):
            yield offset + count + 1, [write(value) for write, value in zip(written, values, strict=True)]
        offset += count


def _rows_at_once(meta: Any) -> int:
    columns, width = max(1, len(meta.column_names)), max(1, sum(meta.variable_storage_width.values()))
    cells = min(_MOST_CELLS, max(_CELLS, (meta.number_rows or 0) * columns // _CHUNKS))
    return max(1, min(cells // columns, _MOST_BYTES // width))


def _writer(meta: Any, variable: str, missing: Counter[str]) -> Callable[[Any], str]:
    """What turns a value of this variable into the text of a cell."""
    labels = {value: label.strip() for value, label in meta.variable_value_labels.get(variable, {}).items()}
    if _measure(meta, variable) == "scale" and not _is_text(meta, variable):
        labels = {}  # the ends of a scale may have names; its values are numbers
    plain = _plain_writer(meta, variable)
    ranges = [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(variable, [])]

    def write(value: Any) -> str:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        if ranges and any(low <= value <= high for low, high in ranges):
            missing[variable] += 1
            return ""
        return labels.get(value) or plain(value)

    return write


def _plain_writer(meta: Any, variable: str) -> Callable[[Any], str]:
    kind = _format(meta, variable)
    if _is_text(meta, variable):
        return str
    if kind in _DAYS or kind in _MOMENTS:
        return partial(_moment, day_only=kind in _DAYS)
    return _span if kind in _SPANS else lambda value: number_text(repr(value))


def _moment(seconds: float, *, day_only: bool) -> str:
    try:
        value = _FIRST_DAY + dt.timedelta(seconds=round(seconds))
    except OverflowError:
        return number_text(repr(seconds))
    return value.date().isoformat() if day_only or value.time() == dt.time() else value.isoformat(sep=" ")


def _span(seconds: float) -> str:
    sign, whole = "-" if seconds < 0 else "", abs(round(seconds))
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _format(meta: Any, variable: str) -> str:
    """DATETIME of DATETIME20, F of F8.2."""
    return (meta.original_variable_types.get(variable) or "").rstrip("0123456789.")


def _is_text(meta: Any, variable: str) -> bool:
    return meta.readstat_variable_types.get(variable) == "string"


def _measure(meta: Any, variable: str) -> str:
    return meta.variable_measure.get(variable) or "unknown"


def _hint(meta: Any, variable: str) -> ColumnHint:
    """What the file says of a variable, as far as someone said it.

    A text is nominal and a number a scale where nobody chose, ids and open answers too, so that is no hint.
    """
    why = f"the variable {variable} of the SPSS file"
    labels = meta.variable_value_labels.get(variable, {})
    measure = _measure(meta, variable)
    if not _is_text(meta, variable):
        if _format(meta, variable) in (*_DAYS, *_MOMENTS):
            return ColumnHint(kind="date", why=why)
        if measure == "ordinal":
            return ColumnHint(kind="ordinal", levels=_levels(meta, variable, labels), why=f"{why}, ordinal there")
        if measure == "scale":
            return ColumnHint(kind="numeric" if labels else "", why=f"{why}, a scale there")
    return ColumnHint(kind="nominal" if labels else "", why=why)


def _levels(meta: Any, variable: str, labels: dict[float, str]) -> tuple[str, ...]:
    """The labels in the order of their values; where only some steps of a scale have one, the others as numbers."""
    ranges = [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(variable, [])]
    valid = {value for value in labels if not any(low <= value <= high for low, high in ranges)}
    if valid and max(valid) - min(valid) <= _LONGEST_SCALE:
        valid |= {float(step) for step in range(math.ceil(min(valid)), math.floor(max(valid)) + 1)}
    named = [labels.get(value, "").strip() or number_text(repr(value)) for value in sorted(valid)]
    return tuple(dict.fromkeys(named))


def main(path: str) -> None:
    """Tell what is in the file at that path on standard output, within bounds of time and memory."""
    bound_process(MEMORY, 0)
    wake_after(SECONDS)
    try:
        tell(Path(path), sys.stdout, lambda: wake_after(SECONDS))
    except Unreadable as error:
        sys.stdout.write(json.dumps({"problem": str(error)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
