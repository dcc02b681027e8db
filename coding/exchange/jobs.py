"""The import of a project file as long work: all of it at once, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.exchange.projects.actions import import_project, read_file
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("coding.import_project")
def import_project_job(run: Run, place: str, name: str, themes: bool = False) -> dict[str, Any]:
    """Take in the project file at `place`, which is gone afterwards; a worker that dies leaves it to the next."""
    if not default_storage.exists(place):
        raise WorkbenchError(_("The file is not there any more. Send it again."))
    run.progress(0, 0, _("Reading the file"))
    try:
        with read_file(Path(default_storage.path(place)), name) as read:
            done = import_project(project=run.project, by=run.owner, read=read, themes=themes, tell=run.progress)
    finally:
        default_storage.delete(place)
    return {
        "message": str(done),
        "url": reverse("exchange:project", args=[run.project.slug]),
        "link": _("Show what was imported"),
        "go_on": True,
    }
