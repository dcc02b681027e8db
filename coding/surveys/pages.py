"""What the mapping page shows: a survey that was read, with what is thought of each of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coding.sources.importers.guesses import ColumnGuess
from coding.sources.importers.inspection import guesses_of
from coding.sources.importers.mapping import KEEP
from coding.sources.importers.spool import Spool
from coding.sources.models import Case, Upload
from coding.surveys.forms import MappingForm
from coding.surveys.models import SavedMapping
from coding.surveys.saved import ENOUGH, Fit, apply_saved, fit_of
from workbench.projects.models import Project

NAMED = 5


@dataclass(frozen=True)
class Joining:
    """Respondents whose id in `column` is the name of a case that is there already; `names` are the first of them."""

    column: str
    respondents: int
    names: list[str]


@dataclass
class SurveyFound:
    """A survey with what is thought of its columns, and the saved mapping that says so, if one does."""

    upload: Upload
    survey: dict[str, Any]
    guesses: list[ColumnGuess]
    saved: SavedMapping | None = None
    fit: Fit | None = None

    @property
    def no_answers(self) -> str:
        return self.saved.no_answers if self.saved else KEEP

    def columns(self, form: MappingForm) -> list[dict[str, Any]]:
        """Each column with its fields and what was found in it."""
        new = set(self.fit.new) if self.fit else set()
        return [
            {
                "number": at + 1,
                "guess": guess,
                "found": found,
                "field": form[f"c{at}"],
                "levels": form[f"l{at}"] if f"l{at}" in form.fields else None,
                "separator": form[f"s{at}"] if f"s{at}" in form.fields else None,
                "new": guess.name in new,
            }
            for at, (guess, found) in enumerate(zip(self.guesses, self.survey["columns"], strict=True))
        ]


def survey_found(upload: Upload, saved: Sequence[SavedMapping], wanted: str, why: str) -> SurveyFound:
    """What was found in an upload. `wanted` is the id of a saved mapping, "none", or "" for the one that fits best.

    `why` is the reason given for a column that a saved mapping knows; it may hold %(name)s.
    """
    survey = upload.finding["survey"]
    guesses = guesses_of(survey)
    header = [guess.name for guess in guesses]
    fits = [(mapping, fit_of(mapping.columns, header)) for mapping in saved]
    if wanted:
        chosen = next(((mapping, fit) for mapping, fit in fits if str(mapping.pk) == wanted), None)
    else:
        best = max(fits, key=lambda pair: pair[1].share, default=None)
        chosen = best if best and best[1].share >= ENOUGH else None
    if chosen is None:
        return SurveyFound(upload, survey, guesses)
    mapping, fit = chosen
    return SurveyFound(
        upload, survey, apply_saved(mapping.columns, guesses, why % {"name": mapping.name}), mapping, fit
    )


def repeated_id(found: SurveyFound) -> str:
    """The column that seems to say who answered, with several rows for each, where no column is the id; else ""."""
    if any(guess.role == "id" for guess in found.guesses):
        return ""
    return next((guess.name for guess in guesses_of(found.survey) if guess.several_rows), "")


def joining_cases(project: Project, spool: Spool, guesses: Sequence[ColumnGuess]) -> Joining | None:
    """Who would join a case of the study, as the columns are now; None for nobody. One query."""
    at = next((at for at, guess in enumerate(guesses) if guess.role == "id"), None)
    known = set(Case.objects.filter(project=project).values_list("name", flat=True)) if at is not None else set()
    if not known:
        return None
    ids = [name for _number, row in spool if (name := " ".join(row[at].split())) in known]
    return Joining(guesses[at].name, len(set(ids)), list(dict.fromkeys(ids))[:NAMED]) if ids else None
