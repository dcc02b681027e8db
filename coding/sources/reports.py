"""The import report: what became of every file that was sent in, and what was assumed in reading it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.sources.models import ImportedFile, Upload
from workbench.accounts.models import User
from workbench.exporting.documents import Column, Document, Table
from workbench.projects.models import Project


def report_file(
    *,
    project: Project,
    batch: UUID,
    purpose: str,
    name: str,
    outcome: str,
    by: User,
    upload: Upload | None = None,
    **found: Any,
) -> ImportedFile:
    """Write a file's line; of an upload that was refused before, what was said then is replaced."""
    if upload:
        ImportedFile.objects.filter(project=project, batch=batch, facts__upload=upload.pk).delete()
    return ImportedFile.objects.create(
        project=project, batch=batch, purpose=purpose, name=name[-300:], outcome=outcome, by=by, **found
    )


def without_name(name: str, problem: str) -> str:
    """What is wrong with a file, for a place that has the file's name beside it; one fault a line.

    >>> without_name("a.csv", 'a.csv: this table is empty.\\na.csv, row 3, column "id": "X1" stands in row 2 too.')
    'this table is empty.\\nrow 3, column "id": "X1" stands in row 2 too.'
    """
    lines = (line.removeprefix(f"{name}: ").removeprefix(f"{name}, ") for line in problem.split("\n"))
    return "\n".join(lines)


def found_in(upload: Upload) -> dict[str, Any]:
    """What the reading of a transcript found, as the report has it."""
    finding = upload.finding
    return {
        "characters": finding.get("characters", 0),
        "words": finding.get("words", 0),
        "turns": finding.get("turns", 0),
        "speakers": [one["name"] for one in finding.get("speakers", [])],
        "assumed": finding.get("assumed", []),
        "sha256": finding.get("sha256", ""),
    }


def report_url(project: Project, batch: UUID | str) -> str:
    return reverse("sources:report", args=[project.slug, batch])


def report_document(project: Project, files: Iterable[ImportedFile]) -> Document:
    """The report as a table for other programs."""
    columns = [
        Column(_("File"), width=2),
        Column(_("Outcome")),
        Column(_("Source"), width=2),
        Column(_("Characters"), numeric=True),
        Column(_("Words"), numeric=True),
        Column(_("Turns"), numeric=True),
        Column(_("Speakers"), width=2),
        Column(_("Assumed, or why not"), width=3),
        Column(_("Imported by")),
        Column(_("Date")),
        Column("SHA-256"),
    ]
    rows = [
        [
            file.name,
            str(file.get_outcome_display()),
            file.source.name if file.source else "",
            file.characters,
            file.words,
            file.turns,
            "; ".join(file.speakers),
            "; ".join([*([file.reason] if file.reason else []), *file.assumed]),
            str(file.by),
            file.at.isoformat(timespec="seconds"),
            file.sha256,
        ]
        for file in files
    ]
    title = _("What was imported into %(study)s") % {"study": project.name}
    return Document(title=title, tables=[Table(title=title, columns=columns, rows=rows)])
