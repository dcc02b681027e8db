"""The job that makes the file of an export."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from workbench.exporting.actions import store_file, viewer_of
from workbench.exporting.asking import asked
from workbench.exporting.options import wanted_exporter
from workbench.exporting.queries import KIND
from workbench.jobs.registry import job
from workbench.jobs.runner import Run, Stopped


@job(KIND)
def export(run: Run, what: str, format_: str, options: dict[str, str]) -> dict[str, Any]:
    """Make the file as its owner would see the project now; result: url, file, name."""
    run.progress(0, 2, _("Collecting"))
    exporter = wanted_exporter(what, format_)
    viewer = viewer_of(run.project, run.owner)
    wanted = asked(exporter, run.project, viewer, options)
    document = wanted.document(run.project, viewer)
    run.progress(1, 2, _("Writing"))
    name = f"{run.project.slug}-{what}.{format_}"
    path = store_file(job=run.job, name=name, document=document, format_=format_, look=wanted.look)
    try:
        run.progress(2, 2)
    except Stopped:
        default_storage.delete(path)
        raise
    url = reverse("exports:download", args=[run.project.slug, run.job.pk])
    return {"url": url, "file": path, "name": name, "link": _("Download %(name)s") % {"name": name}}
