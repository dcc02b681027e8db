"""SPSS files: values by their labels, variables by theirs, what was marked as missing left empty and counted."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyreadstat

from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import ColumnHint, RawTable, Row, tidy_header
from coding.sources.importers.xml_rows import number_text

_BEGINNINGS = (b"$FL2", b"$FL3")
_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_SPANS = ("TIME", "DTIME", "MTIME")
_FIRST_DAY = dt.datetime(1582, 10, 14)  # noqa: DTZ001  SPSS knows no time zones
_SAVE_AGAIN = "Open it in SPSS (or PSPP), save it again, or save it as .csv, and upload that."
# Rows are read in chunks, each found by reading past all rows before it: small ones for memory, not many for time.
_CELLS, _MOST_CELLS, _CHUNKS, _MOST_BYTES = 100_000, 2_000_000, 64, 400_000_000
_LONGEST_SCALE = 20


def read_sav(name: str, path: Path, _sheet: str | None = None) -> RawTable:
    """The records of an SPSS file, the first of them the labels of its variables; hints say what each variable is."""
    with path.open("rb") as stream:
        if stream.read(4) not in _BEGINNINGS:
            raise ImportProblem("this is no SPSS file, or a damaged one.", remedy=_SAVE_AGAIN, file=name)
    _, meta = _read(name, path, metadataonly=True)
    if len(meta.column_names) > limits().columns:
        raise ImportProblem(
            f"this table has {len(meta.column_names):,} variables; the most is {limits().columns:,}.",
            remedy="Leave out those that are not needed.",
            file=name,
        )
    header = column_titles(meta.column_names, meta.column_labels)
    assumed = []
    if header != meta.column_names:
        assumed.append("columns are called by the labels of their variables, cells hold the labels of their values")
    hints = {title: _hint(meta, variable) for title, variable in zip(header, meta.column_names, strict=True)}
    return RawTable(name, _records(name, path, meta, header, assumed), assumed, hints=hints, certain=True)


def column_titles(names: list[str], labels: list[str | None]) -> list[str]:
    """The label of each variable; with its name where several have that label, the name alone where there is none."""
    tidied = [tidy_header(label or "") for label in labels]
    shared = Counter(tidied)
    titles = [
        (label if shared[label] == 1 and label not in names else f"{label} ({name})") if label else name
        for name, label in zip(names, tidied, strict=True)
    ]
    return titles if len(set(titles)) == len(titles) else list(names)


def _read(name: str, path: Path, **how: Any) -> tuple[dict[str, list[Any]], Any]:
    try:
        return pyreadstat.read_sav(
            str(path), output_format="dict", user_missing=True, disable_datetime_conversion=True, **how
        )
    except Exception as error:
        # The library has errors of its own for damage, and Python's for what it could not convert.
        if "convert string" in str(error) or isinstance(error, UnicodeDecodeError):
            raise ImportProblem(
                "texts of this SPSS file are not in the encoding that it names.",
                remedy="Open it in SPSS, save it in Unicode (UTF-8), and upload that.",
                file=name,
            ) from error
        raise ImportProblem("this SPSS file is damaged, or cut short.", remedy=_SAVE_AGAIN, file=name) from error


def _records(name: str, path: Path, meta: Any, header: list[str], assumed: list[str]) -> Iterator[tuple[int, Row]]:
    yield 1, header
    missing = Counter[str]()
    written = [_writer(meta, variable, missing) for variable in meta.column_names]
    size, offset, count = _rows_at_once(meta), 0, 0
    while written and (offset == 0 or count == size):
        columns, _ = _read(name, path, row_offset=offset, row_limit=size)
        count = 0
        for count, values in enumerate(zip(*columns.values(), strict=True), start=1):
            yield offset + count + 1, [write(value) for write, value in zip(written, values, strict=True)]
        offset += count
    if missing:
        assumed.append(f"{missing.total():,} values that the file marks as missing were left empty")


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
    """What the file says of a variable; a text is called nominal by default, which says nothing."""
    why = f"the variable {variable} of the SPSS file"
    labels = meta.variable_value_labels.get(variable, {})
    measure = _measure(meta, variable)
    if _is_text(meta, variable):
        return ColumnHint(kind="nominal" if labels else "", why=why)
    if _format(meta, variable) in (*_DAYS, *_MOMENTS):
        return ColumnHint(kind="date", why=why)
    if measure == "scale":
        return ColumnHint(kind="numeric", why=f"{why}, measured on a scale there")
    if measure == "ordinal":
        return ColumnHint(kind="ordinal", levels=_levels(meta, variable, labels), why=f"{why}, ordinal there")
    return ColumnHint(kind="nominal" if measure == "nominal" or labels else "", why=why)


def _levels(meta: Any, variable: str, labels: dict[float, str]) -> tuple[str, ...]:
    """The labels in the order of their values; where only some steps of a scale have one, the others as numbers."""
    ranges = [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(variable, [])]
    valid = {value for value in labels if not any(low <= value <= high for low, high in ranges)}
    if valid and max(valid) - min(valid) <= _LONGEST_SCALE:
        valid |= {float(step) for step in range(math.ceil(min(valid)), math.floor(max(valid)) + 1)}
    named = [labels.get(value, "").strip() or number_text(repr(value)) for value in sorted(valid)]
    return tuple(dict.fromkeys(named))
