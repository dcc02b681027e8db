"""The comparison of a manuscript with the sources, as long work."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.bank.actions import keep_check
from coding.bank.manuscript import READ
from coding.bank.reports import findings_of
from coding.sources.reading import NotRead, reader
from coding.sources.uploads import FOLDER as UPLOADS
from workbench.accounts.models import User
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

KIND = "coding.check_manuscript"


def start_check(*, project: Project, by: User, file: UploadedFile) -> Job:
    """Compare a manuscript as long work; the file is gone afterwards."""
    place = default_storage.save(f"{UPLOADS}/{project.pk}/{uuid.uuid4().hex}", file)
    name = file.name[-200:]
    label = _("Quotations in %(name)s") % {"name": name}
    return start_job(kind=KIND, project=project, by=by, label=label, parameters={"place": place, "name": name})


@job(KIND)
def check_manuscript(run: Run, place: str, name: str) -> dict[str, Any]:
    """Read the file at `place` in the process for uploads, compare its quotations, keep the report alone."""
    if not default_storage.exists(place):
        raise WorkbenchError(_("The file is not there any more. Send it again."))
    run.progress(0, 0, _("Reading the file"))
    try:
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder, reader() as reading:
            read = reading.ask(READ, name=name, path=str(Path(default_storage.path(place))), out=folder)
        blocks = [(kind, text) for kind, text in read["blocks"]]
        findings = findings_of(
            run.project, blocks, lambda done, total: run.progress(done, total, _("Comparing with the sources"))
        )
    except NotRead as problem:
        raise WorkbenchError(str(problem)) from problem
    finally:
        default_storage.delete(place)
    check = keep_check(project=run.project, by=run.owner, name=name, findings=findings, blocks=len(blocks))
    said = ngettext("%(n)s quotation was compared.", "%(n)s quotations were compared.", len(findings))
    return {
        "message": said % {"n": f"{len(findings):,}"},
        "url": reverse("bank:report", args=[run.project.slug, check.pk]),
        "link": _("Show the report"),
        "go_on": True,
    }
