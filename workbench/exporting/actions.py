"""Starting exports, and the files they make."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.exporting.asking import common_choices, look_chosen_last
from workbench.exporting.documents import Document
from workbench.exporting.looks import DEFAULT, Look
from workbench.exporting.models import ExportChoices
from workbench.exporting.options import chosen_options, wanted_exporter
from workbench.exporting.queries import KIND
from workbench.exporting.registry import Exporter
from workbench.exporting.writers import format_name, write
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


@transaction.atomic
def start_export(*, project: Project, by: User, what: str, format_: str, options: Mapping[str, str]) -> Job:
    """Queue an export; raises WorkbenchError for what is not on offer.

    A page that does not ask how the file shall look leaves that as the study chose it last.
    """
    exporter = wanted_exporter(what, format_)
    viewer = viewer_of(project, by)
    given = look_chosen_last(exporter, project) | dict(options)
    checked = chosen_options(exporter, project, viewer, given, common_choices(exporter))
    offered = {"format": exporter.formats[0], **chosen_options(exporter, project, viewer, {}, common_choices(exporter))}
    remember_choices(project=project, by=by, exporter=exporter, choices={"format": format_, **checked}, offered=offered)
    label = _("%(what)s, %(format)s") % {"what": exporter.label, "format": format_name(format_)}
    parameters = {"what": what, "format_": format_, "options": checked}
    return start_job(kind=KIND, project=project, by=by, label=label, parameters=parameters)


@transaction.atomic
def remember_choices(
    *, project: Project, by: User, exporter: Exporter, choices: Mapping[str, str], offered: Mapping[str, str]
) -> None:
    """Keep what was chosen for an exporter, for whoever exports the same from this study next.

    `offered` is what the page shows before anything was chosen; choosing that is no news.
    """
    there = ExportChoices.objects.select_for_update().filter(project=project, what=exporter.what)
    before = next(iter(there.values_list("choices", flat=True)), dict(offered))
    if before == dict(choices):
        return
    kept, _made = ExportChoices.objects.update_or_create(
        project=project, what=exporter.what, defaults={"choices": dict(choices)}
    )
    record(
        action="export.options_changed",
        by=by,
        project_id=project.pk,
        subject=kept,
        before=before,
        after=dict(choices),
        label=str(exporter.label),
    )


def viewer_of(project: Project, user: User) -> Membership:
    """Return the membership through whose eyes an export is made; raises WorkbenchError for one who left."""
    viewer = Membership.objects.filter(project=project, user=user, left_at=None).first()
    if viewer is None:
        raise WorkbenchError(_("You are no longer a member of “%(project)s”.") % {"project": project.name})
    return viewer


def store_file(*, job: Job, name: str, document: Document, format_: str, look: Look = DEFAULT) -> str:
    """Write the file of an export job; returns its path in the storage.

    Each attempt has a place of its own: a worker that was overtaken cannot put its file in place of the new one.
    """
    for attempt in range(1, job.attempt + 1):
        default_storage.delete(f"exports/{job.pk}/{attempt}/{name}")
    data = write(document, format_, look)
    return default_storage.save(f"exports/{job.pk}/{job.attempt}/{name}", ContentFile(data))
