"""The import of a large table of variables as long work: compared row by row first, then stored at once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.cases.importing import import_variables
from coding.cases.incoming import Choices
from coding.cases.queries import import_of, spool_of, taken_of
from coding.sources.actions import leave_out_upload
from coding.sources.models import Outcome, Upload
from coding.sources.uploads import UploadGone
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("coding.import_variables")
def import_variables_job(
    run: Run, upload: int, batch: str, id_at: int, chosen: dict[str, str], choices: dict[str, bool]
) -> dict[str, Any]:
    """Store a table of variables, {place of a column: kind} of which were chosen; all of it or nothing."""
    kept = Upload.objects.filter(project=run.project, pk=upload).first()
    if kept is not None:
        try:
            _import(run, kept, id_at, {int(at): kind for at, kind in chosen.items()}, Choices(**choices))
        except UploadGone:
            pass
        except WorkbenchError as error:
            leave_out_upload(upload=kept, outcome=Outcome.REFUSED, reason=error.message, by=run.owner, forget=False)
            raise
    return _result(run, batch)


def _import(run: Run, upload: Upload, id_at: int, chosen: dict[int, str], choices: Choices) -> None:
    spool, comparing = spool_of(upload), _("Comparing every row")
    import_variables(
        project=run.project,
        rows=spool,
        id_at=id_at,
        taken=taken_of(upload, chosen),
        choices=choices,
        by=run.owner,
        file_name=upload.name,
        upload=upload,
        tell=lambda rows: run.progress(rows, spool.rows, comparing),
    )


def _result(run: Run, batch: str) -> dict[str, Any]:
    """What became of the table, now or when a worker stored it and died."""
    line = import_of(run.project, batch)
    if line is None:
        return {"message": _("This table was imported or given up before; nothing was imported now.")}
    url = reverse("cases:imported", args=[run.project.slug, batch])
    return {"message": line.reason, "url": url, "link": _("Show what was imported"), "go_on": True}
