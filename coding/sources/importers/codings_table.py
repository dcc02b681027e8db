"""Reads codings from a table: who applied which code to which characters of which source."""

from dataclasses import dataclass, field

from coding.sources.importers.columns import find_columns
from coding.sources.importers.problems import ImportProblem, raise_any, shorten
from coding.sources.importers.table import Table

WORDS = {
    "source": ("source", "doc", "document", "source name", "file", "transcript", "text id", "doc id"),
    "coder": ("coder", "annotator", "rater", "coder name", "user"),
    "code": ("code", "code path", "label", "tag", "code name"),
    "start": ("start", "begin", "start offset", "from"),
    "end": ("end", "stop", "end offset", "to"),
    "quote": ("quote", "quotation", "quoted text", "exact"),
    "round": ("round",),
}
REQUIRED = ("source", "coder", "code", "start", "end")
LONGEST_OFFSET = 9


@dataclass(frozen=True, slots=True)
class CodingRow:
    """[start, end) in code points. An empty `code`: the coder read the source and applied nothing."""

    row: int
    source: str
    coder: str
    code: str
    start: int | None = None
    end: int | None = None
    quote: str = ""
    round: str = ""


@dataclass
class ParsedCodings:
    """Each coding once, in the order of the table; `repeated` counts rows that only repeat an earlier one."""

    rows: list[CodingRow]
    repeated: int = 0
    assumed: list[str] = field(default_factory=list)


def read_codings(table: Table) -> ParsedCodings:
    """The codings of a table; ImportProblems says which rows are wrong."""
    columns = find_columns(table, WORDS)
    if missing := [name for name in REQUIRED if name not in columns]:
        raise ImportProblem(
            f"there is no column {', '.join(missing)}.",
            remedy=f"It needs {', '.join(REQUIRED)}; it has {', '.join(map(shorten, table.header[:12]))}.",
            file=table.name,
            row=1,
        )
    problems: list[ImportProblem] = []
    found: dict[tuple[object, ...], CodingRow] = {}
    for row, number in zip(table.rows, table.numbers, strict=True):
        cell = {name: row[at] if name == "quote" else row[at].strip() for name, at in columns.items()}
        fault = _fault(cell)
        if fault:
            column, message = fault
            problems.append(ImportProblem(message, file=table.name, row=number, column=column))
            continue
        coding = _coding(cell, number)
        key = (coding.source, coding.coder, coding.code, coding.start, coding.end, coding.round)
        found.setdefault(key, coding)
    raise_any(problems)
    repeated = len(table.rows) - len(found)
    said = [f"{repeated:,} rows repeat an earlier one and count once"] if repeated else []
    return ParsedCodings(list(found.values()), repeated, [*table.assumed, *said])


def _fault(cell: dict[str, str]) -> tuple[str, str] | None:
    """The first thing wrong with a row: the column and the sentence."""
    for name in ("source", "coder"):
        if not cell[name]:
            return name, f"this row names no {name}."
    if not cell["code"]:
        return None
    for name in ("start", "end"):
        if offset(cell[name]) is None:
            return name, f'"{shorten(cell[name])}" is not the position of a character (0, 1, 2 ...).'
    start, end = offset(cell["start"]), offset(cell["end"])
    if start is not None and end is not None and start >= end:
        return "end", f"the end ({end}) must be greater than the start ({start})."
    return None


def _coding(cell: dict[str, str], number: int) -> CodingRow:
    said = {"row": number, "source": cell["source"], "coder": cell["coder"], "round": cell.get("round", "")}
    if not cell["code"]:
        return CodingRow(**said, code="")  # type: ignore[arg-type]
    return CodingRow(
        **said,  # type: ignore[arg-type]
        code=cell["code"],
        start=offset(cell["start"]),
        end=offset(cell["end"]),
        quote=cell.get("quote", ""),
    )


def offset(text: str) -> int | None:
    """`12`, or `12.0` as spreadsheets write it."""
    whole = text.removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= LONGEST_OFFSET else None
