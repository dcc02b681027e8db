"""A table as rows of strings, wherever it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from coding.sources.importers.problems import ImportProblem, shorten

Row = list[str]


@dataclass(frozen=True)
class ColumnHint:
    """What a file or its layout says of a column by itself: survey programs keep labels, measures, and orders.

    `role` is as in a ColumnGuess ("id", "closed", "open", "leave_out"), or "" where only the kind is known; `levels`
    are the values from low to high, `separator` divides several answers in one cell. Where each choice of a question
    has a column of its own, `group` is the question and `choice` what a tick in this column says. `short` is what the
    file calls the column besides: Q6, where its name here is the text of the question.
    """

    role: str = ""
    kind: str = ""
    levels: tuple[str, ...] = ()
    separator: str = ""
    why: str = ""
    group: str = ""
    choice: str = ""
    short: str = ""


@dataclass
class RawTable:
    """The records of a table before anything is known of its header; `records` can be read once.

    `pad` says that rows may be shorter than the header (a spreadsheet); in a csv file that is a fault. `certain` says
    that the first record is the header beyond doubt (a statistics file), so no layout of it is looked for.
    """

    name: str
    records: Iterator[tuple[int, Row]]
    assumed: list[str] = field(default_factory=list)
    pad: bool = False
    hints: dict[str, ColumnHint] = field(default_factory=dict)
    certain: bool = False


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


def duplicate_headers(table: Table) -> list[ImportProblem]:
    """A problem for each column name that stands twice."""
    return repeated_names(table.name, table.header, list(range(len(table.header))), 1)


def repeated_names(name: str, header: list[str], keep: list[int], row: int) -> list[ImportProblem]:
    """A problem for each column name that stands twice; `keep` are the positions of the columns in the file."""
    problems, first = [], {}
    for at, column in zip(keep, header, strict=True):
        if column in first:
            problems.append(
                ImportProblem(
                    f'the column name "{shorten(column)}" stands twice (columns {first[column]} and {at + 1}).',
                    remedy="Give each column a name of its own.",
                    file=name,
                    row=row,
                )
            )
        first.setdefault(column, at + 1)
    return problems
