"""A table as rows of strings, wherever it came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coding.sources.importers.problems import ImportProblem, raise_any, shorten

Row = list[str]


@dataclass(frozen=True)
class ColumnHint:
    """What a file or its layout says of a column by itself: survey programs keep labels, measures, and orders.

    `role` is as in a ColumnGuess ("id", "closed", "open", "leave_out"), or "" where only the kind is known; `levels`
    are the values from low to high, `separator` divides several answers in one cell. Where each choice of a question
    has a column of its own, `group` is the question and `choice` what a tick in this column says.
    """

    role: str = ""
    kind: str = ""
    levels: tuple[str, ...] = ()
    separator: str = ""
    why: str = ""
    group: str = ""
    choice: str = ""


@dataclass
class RawTable:
    """The records of a table before anything is known of its header; `records` can be read once.

    `pad` says that rows may be shorter than the header (a spreadsheet); in a csv file that is a fault.
    """

    name: str
    records: Iterator[tuple[int, Row]]
    assumed: list[str] = field(default_factory=list)
    pad: bool = False
    hints: dict[str, ColumnHint] = field(default_factory=dict)


@dataclass
class TableStream:
    """A table that is read once, row by row, each with one string per column of `header`.

    `assumed` is complete only after the last row. `layout` is the survey program, if recognised (Layout.title).
    """

    name: str
    header: list[str]
    rows: Iterator[tuple[int, Row]]
    assumed: list[str] = field(default_factory=list)
    hints: dict[str, ColumnHint] = field(default_factory=dict)
    layout: str = ""


@dataclass
class Table:
    """`rows` have one string per column of `header`; `numbers` are row numbers as in a spreadsheet."""

    name: str
    header: list[str]
    rows: list[Row]
    numbers: list[int]
    assumed: list[str] = field(default_factory=list)

    def column(self, name: str) -> list[str]:
        """The values of the first column of that name."""
        at = self.header.index(tidy_header(name))
        return [row[at] for row in self.rows]


def tidy_header(name: str) -> str:
    """Headers are compared without line breaks and doubled or outer spaces."""
    return " ".join(name.split())


def build_table(name: str, records: Sequence[tuple[int, Row]], assumed: list[str], *, pad: bool) -> Table:
    """Make a table of numbered records, the first of which is the header.

    Rows without any value are left out and counted. A row with more cells than the header, or with fewer
    unless `pad`, is a problem: in a csv file that is how a stray quotation mark or delimiter shows.
    """
    filled = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    if not filled:
        raise ImportProblem("this table is empty.", remedy="Upload one with a row of column names.", file=name)
    header = _header(filled[0][1])
    rows, problems = [], []
    for number, row in filled[1:]:
        fitted = _fit(row, len(header), pad=pad)
        if fitted is None:
            problems.append(_ragged(name, number, len(row), len(header)))
        else:
            rows.append((number, fitted))
    raise_any(problems)
    if not rows:
        raise ImportProblem("this table has column names but no rows.", remedy="Upload one with rows.", file=name)
    header, kept = _name_columns(header, [row for _, row in rows], assumed)
    if blank := len(records) - len(filled):
        assumed.append(f"{blank:,} empty rows were left out")
    return Table(name, header, kept, [number for number, _ in rows], assumed)


def _header(row: Row) -> list[str]:
    header = [tidy_header(cell) for cell in row]
    while header and not header[-1]:
        header.pop()
    return header


def _fit(row: Row, width: int, *, pad: bool) -> Row | None:
    if len(row) < width:
        return [*row, *[""] * (width - len(row))] if pad else None
    return row[:width] if not any(cell.strip() for cell in row[width:]) else None


def _ragged(name: str, number: int, found: int, wanted: int) -> ImportProblem:
    return ImportProblem(
        f"this row has {found} cells, the header has {wanted}.",
        remedy="Look there for a missing quotation mark or a delimiter too many.",
        file=name,
        row=number,
    )


def _name_columns(header: list[str], rows: list[Row], assumed: list[str]) -> tuple[list[str], list[Row]]:
    """Give a name to columns that have values but no name; drop those that have neither."""
    unnamed = [at for at, column in enumerate(header) if not column]
    empty = {at for at in unnamed if not any(row[at].strip() for row in rows)}
    for at in unnamed:
        if at not in empty:
            header[at] = f"Column {at + 1}"
            assumed.append(f"column {at + 1} has no name in the file and is called “{header[at]}”")
    if not empty:
        return header, rows
    keep = [at for at in range(len(header)) if at not in empty]
    return [header[at] for at in keep], [[row[at] for at in keep] for row in rows]


def duplicate_headers(table: Table) -> list[ImportProblem]:
    """A problem for each column name that stands twice."""
    problems, first = [], {}
    for at, column in enumerate(table.header, start=1):
        if column in first:
            problems.append(
                ImportProblem(
                    f'the column name "{shorten(column)}" stands twice (columns {first[column]} and {at}).',
                    remedy="Give each column a name of its own.",
                    file=table.name,
                    row=1,
                )
            )
        first.setdefault(column, at)
    return problems
