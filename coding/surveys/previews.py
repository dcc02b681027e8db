"""What a survey holds, shown before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coding.sources.importers.guesses import ColumnGuess, guess_columns
from coding.sources.importers.problems import ImportProblems
from coding.sources.importers.registry import read_table
from coding.sources.importers.survey import ParsedSurvey, check_survey
from coding.sources.importers.table import Table
from coding.sources.models import Upload
from coding.surveys.forms import MappingForm
from coding.surveys.jobs import mapping_from

ROWS_SHOWN = 10
PROBLEMS_SHOWN = 10


@dataclass
class SurveyPreview:
    """A survey with a guess for each column."""

    upload: Upload
    table: Table
    guesses: list[ColumnGuess]

    @property
    def first_rows(self) -> list[tuple[int, list[str]]]:
        return list(zip(self.table.numbers, self.table.rows, strict=True))[:ROWS_SHOWN]

    def columns(self, form: MappingForm) -> list[dict[str, Any]]:
        """Each column with its field, the reason for the guess, and three of its values."""
        return [
            {"guess": guess, "field": form[f"c{at}"], "examples": self._examples(at)}
            for at, guess in enumerate(self.guesses)
        ]

    def _examples(self, at: int) -> list[str]:
        filled = (row[at].strip() for row in self.table.rows)
        return list(dict.fromkeys(value for value in filled if value))[:3]


def preview_survey(upload: Upload) -> SurveyPreview:
    """Read the table and guess its columns; ImportProblem or ImportProblems says what is wrong with the file."""
    table = read_table(upload.name, upload.read())
    return SurveyPreview(upload, table, guess_columns(table))


def check_mapping(preview: SurveyPreview, mapping: dict[str, Any]) -> tuple[ParsedSurvey | None, list[str]]:
    """The survey that the mapping gives, or the sentences that say what is wrong."""
    try:
        return check_survey(preview.table, mapping_from(mapping)), []
    except ImportProblems as problems:
        return None, problems.sentences(PROBLEMS_SHOWN)
