"""Reading cases, variables and values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db.models import Q, QuerySet

from coding.cases.incoming import Taken, columns_taken
from coding.sources.importers.inspection import guesses_of
from coding.sources.importers.spool import Spool, open_spool
from coding.sources.models import (
    Case,
    ImportedFile,
    Outcome,
    Source,
    SourceKind,
    Speaker,
    Upload,
    UploadPurpose,
    Variable,
    VariableValue,
)
from workbench.accounts.models import User
from workbench.jobs.models import Job, JobState
from workbench.jobs.queries import jobs_of
from workbench.projects.models import Project


@dataclass
class Said:
    """What a case said: transcripts (also those in which it is one of several speakers) and answers, by id."""

    transcripts: set[int] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)


Rows = list[tuple[Case, Said, list[tuple[Variable, str]]]]


def variables_of(project: Project) -> QuerySet[Variable]:
    return Variable.objects.filter(project=project).order_by("position", "id")


def said_by(cases: Iterable[Case]) -> dict[int, Said]:
    """Return what each of the cases said; two queries."""
    return said_by_ids([case.pk for case in cases])


def said_by_ids(cases: Sequence[int] | QuerySet) -> dict[int, Said]:
    """Return what the cases with these ids said; two queries."""
    said: dict[int, Said] = defaultdict(Said)
    own = Source.objects.filter(case__in=cases).order_by()
    for pk, kind, case in own.values_list("pk", "kind", "case"):
        (said[case].answers if kind == SourceKind.ANSWER else said[case].transcripts).add(pk)
    for source, case in Speaker.objects.filter(case__in=cases).order_by().values_list("source", "case"):
        said[case].transcripts.add(source)
    return said


def rows_of_values(cases: Sequence[Case], variables: Sequence[Variable]) -> Rows:
    """Return each case with what it said and its value for each variable ("" where it has none); three queries."""
    known, said = values_by_case(cases), said_by(cases)
    return [
        (case, said.get(case.pk, Said()), [(one, known[case.pk].get(one.pk, "")) for one in variables])
        for case in cases
    ]


def values_by_case(cases: Iterable[Case]) -> dict[int, dict[int, str]]:
    """Return the values of the cases as {case id: {variable id: value}}; one query."""
    values: dict[int, dict[int, str]] = defaultdict(dict)
    rows = VariableValue.objects.filter(case__in=[case.pk for case in cases])
    for case_id, variable_id, value in rows.values_list("case_id", "variable_id", "value"):
        values[case_id][variable_id] = value
    return values


def sources_of_case(case: Case) -> QuerySet[Source]:
    """Return what a case said: transcripts first, then answers in the order of their questions."""
    return (
        Source.objects.filter(Q(case=case) | Q(speakers__case=case))
        .distinct()
        .select_related("question", "project")
        .order_by("-kind", "question__position", "id")
    )


def spool_of(upload: Upload) -> Spool:
    """The rows that were read of a table of variables."""
    return open_spool(Path(upload.reading.path), upload.finding["table"])


def taken_of(upload: Upload, chosen: dict[int, str]) -> list[Taken]:
    """The chosen columns of a table of variables ({place: kind}), with the variables that they are or become."""
    guesses = guesses_of(upload.finding["survey"])
    return columns_taken(upload.project, spool_of(upload).header, guesses, chosen)


def import_of(project: Project, batch: UUID | str) -> ImportedFile | None:
    """The line of an import of variables in the report; None where nothing was imported."""
    lines = ImportedFile.objects.filter(project=project, batch=batch, outcome=Outcome.IMPORTED)
    return lines.filter(purpose=UploadPurpose.VARIABLES).first()


def import_under_way(project: Project, by: User, batch: UUID) -> Job | None:
    """The job that imports this table and is not over."""
    waiting = [JobState.QUEUED, JobState.RUNNING]
    of_kind = jobs_of(project, by).filter(kind="coding.import_variables", state__in=waiting)
    return of_kind.filter(parameters__batch=str(batch)).first()
