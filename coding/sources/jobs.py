"""Reading and importing as long work. Each file is stored in one transaction together with the end of its upload and
its line in the report: a job that is killed and started again goes on with the files that are left.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.actions import choose_for_uploads, import_transcript, leave_out_upload
from coding.sources.choices import choices_of
from coding.sources.importers.readings import read_reading
from coding.sources.importers.transcript import rename_speakers
from coding.sources.models import ImportedFile, Outcome, Upload
from coding.sources.queries import batch_of, same_text
from coding.sources.reports import report_url, without_name
from coding.sources.uploads import UploadGone, forget_old_uploads, read_batch, seldom
from workbench.accounts.models import User
from workbench.jobs.registry import chore, job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError

SENTENCES_SAID = 10

chore(forget_old_uploads)


@job("coding.read_uploads")
def read_uploads_job(run: Run, batch: str) -> dict[str, Any]:
    """Read the files of a batch, then go on to the preview."""
    read_batch(run.project, UUID(batch), run.owner, tell=run.progress)
    findings = batch_of(run.project, UUID(batch), run.owner).values_list("finding", flat=True)
    unread = sum("problem" in finding for finding in findings)
    lines = [
        ngettext("%(n)s file was looked into.", "%(n)s files were looked into.", len(findings)) % {"n": len(findings)}
    ]
    if unread:
        lines.append(ngettext("%(n)s cannot be read.", "%(n)s cannot be read.", unread) % {"n": unread})
    return {
        "message": " ".join(lines),
        "url": reverse("sources:preview", args=[run.project.slug, batch]),
        "link": _("Look at what was found"),
        "go_on": True,
    }


@job("coding.import_sources")
def import_sources_job(run: Run, batch: str, rename: bool = False) -> dict[str, Any]:
    """Store the transcripts of a batch by what was decided about each; `rename` numbers names that are taken."""
    read_batch(run.project, UUID(batch), run.owner)
    uploads = list(batch_of(run.project, UUID(batch), run.owner))
    now = seldom()
    for position, upload in enumerate(uploads):
        if now():
            run.progress(position, len(uploads), upload.name)
        try:
            _import(upload, run.owner, rename=rename)
        except UploadGone:
            continue
    report = ImportedFile.objects.filter(project=run.project, batch=batch)
    if not report.filter(outcome=Outcome.IMPORTED).exists() and (reasons := _reasons(report)):
        if batch_of(run.project, UUID(batch), run.owner).exists():
            reasons.append(_("What was refused waits under Import, where it can be given another name."))
        raise WorkbenchError("\n".join(reasons))
    return {
        "message": _said(report),
        "url": report_url(run.project, batch),
        "link": _("Show what was imported"),
        "go_on": True,
    }


def _import(upload: Upload, by: User, *, rename: bool) -> None:
    """Import one file, or write down why not; raises UploadGone where another worker or the person was faster."""
    if problem := upload.finding.get("problem"):
        leave_out_upload(upload=upload, outcome=Outcome.REFUSED, reason=without_name(upload.name, problem), by=by)
        return
    choices = choices_of(upload)
    if reason := _left_out(upload, choices.include):
        leave_out_upload(upload=upload, outcome=Outcome.SKIPPED, reason=reason, by=by)
        return
    try:
        parsed = read_reading(upload.reading.path)
    except FileNotFoundError:
        lost = _("What was read of this file is not there any more. Send it again.")
        leave_out_upload(upload=upload, outcome=Outcome.REFUSED, reason=lost, by=by)
        return
    try:
        import_transcript(
            project=upload.project,
            parsed=rename_speakers(parsed, choices.renamed),
            name=choices.name,
            by=by,
            file_name=upload.name,
            interviewers=choices.interviewers,
            case_name=choices.case,
            cases_of_speakers=choices.cases_of_speakers,
            rename=rename,
            upload=upload,
        )
    except UploadGone:
        raise
    except WorkbenchError as error:
        # It waits in the preview, where its name can be changed.
        leave_out_upload(upload=upload, outcome=Outcome.REFUSED, reason=error.message, by=by, forget=False)
        upload.finding["refused"] = error.message
        choose_for_uploads(chosen=[(upload, choices)], by=by)


def _left_out(upload: Upload, include: bool | None) -> str:
    """Why a file is not wanted; nothing if it is."""
    if include:
        return ""
    twins = same_text(upload.project, [upload.finding["sha256"]])
    if twins:
        name = next(iter(twins.values()))
        return _("The same text is in the study already, as “%(name)s”.") % {"name": name}
    return "" if include is None else _("Not chosen.")


def _reasons(report: Any) -> list[str]:
    refused = report.filter(outcome=Outcome.REFUSED).order_by("id").values_list("name", "reason")
    return [f"{name}: {reason}" for name, reason in refused]


def _said(report: Any) -> str:
    outcomes = list(report.values_list("outcome", flat=True))
    stored, skipped = outcomes.count(Outcome.IMPORTED), outcomes.count(Outcome.SKIPPED)
    lines = [ngettext("%(n)s transcript was imported.", "%(n)s transcripts were imported.", stored) % {"n": stored}]
    if skipped:
        lines.append(ngettext("%(n)s was left out.", "%(n)s were left out.", skipped) % {"n": skipped})
    if reasons := _reasons(report):
        lines += [_("Not imported:"), *reasons[:SENTENCES_SAID]]
    if len(reasons) > SENTENCES_SAID:
        lines.append(_("and %(n)s more") % {"n": len(reasons) - SENTENCES_SAID})
    return "\n".join(lines)
