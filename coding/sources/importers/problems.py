"""What is wrong with a file, in a sentence a researcher can act on."""

from collections.abc import Iterable

SHOWN = 20
LONGEST_NAME = 60


def shorten(text: str, longest: int = LONGEST_NAME) -> str:
    """One line of at most `longest` characters, for names that may be whole survey questions."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


class ImportProblem(Exception):
    """One fault of one file.

    `row` counts as a spreadsheet does (the header is row 1), `column` is the column's name.
    `str()` is the whole sentence: where, what, what to do.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        file: str = "",
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.file = file
        self.row = row
        self.column = column

    @property
    def place(self) -> str:
        """`survey.csv, row 14, column "respondent_id"`, as far as it is known."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f'column "{shorten(self.column)}"')
        return ", ".join(parts)

    def __str__(self) -> str:
        place = self.place
        said = f"{place}: {self.message}" if place else self.message
        return f"{said} {self.remedy}".rstrip()


class ImportProblems(Exception):
    """Everything that is wrong with one import, told together; `str()` has one problem a line.

    `more` is how many there are besides those at hand.
    """

    def __init__(self, problems: Iterable[ImportProblem], more: int = 0) -> None:
        self.problems = list(problems)
        self.more = more
        super().__init__(self.problems)

    def sentences(self, shown: int = SHOWN) -> list[str]:
        """The first `shown` problems, then how many more there are."""
        said = [str(problem) for problem in self.problems[:shown]]
        rest = max(len(self.problems) - shown, 0) + self.more
        return [*said, f"and {rest:,} more"] if rest > 0 else said

    def __str__(self) -> str:
        return "\n".join(self.sentences())


def raise_any(problems: list[ImportProblem]) -> None:
    """Raise what was collected; nothing where nothing was."""
    if problems:
        raise ImportProblems(problems)
