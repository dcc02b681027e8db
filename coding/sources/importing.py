"""Pages of bringing files in: send them, look at what they hold, decide, import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.sources import previews
from coding.sources.actions import begin_reading, choose_for_uploads, discard_uploads, keep_uploads
from coding.sources.forms import PastedForm, Sent, SurveyForm, TranscriptsForm
from coding.sources.models import UploadPurpose
from coding.sources.previews import Batch, Row
from coding.sources.queries import batch_of, case_names, files_of, waiting_batches
from coding.sources.reports import report_url
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

INVALID = 422
PER_PAGE = 25
TURNS_A_PAGE = 50
OPEN, PASTED = "open", "pasted"
# Tables are looked at further down the stream.
LOOKED_AT = {UploadPurpose.SURVEY: "surveys:mapping", UploadPurpose.VARIABLES: "cases:compare"}
WORKING = ("coding.read_uploads", "coding.import_sources", "coding.import_survey")
TEMPLATE = "coding/sources/preview_transcripts.html"
KINDS = {
    "all": gettext_lazy("All"),
    "problems": gettext_lazy("Not readable or refused"),
    "twins": gettext_lazy("Same text"),
    "clashes": gettext_lazy("Name taken"),
    "silent": gettext_lazy("Without speakers"),
    "several": gettext_lazy("Several participants"),
}


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def import_sources(request: ProjectRequest) -> HttpResponse:
    """Send in transcripts or a survey, or paste a text; what they hold is shown on the next page."""
    forms: dict[str, Any] = {
        UploadPurpose.TRANSCRIPTS.value: TranscriptsForm(prefix="transcripts"),
        UploadPurpose.SURVEY.value: SurveyForm(prefix="survey"),
        PASTED: PastedForm(prefix=PASTED),
    }
    if request.method == "POST":
        purpose = request.POST.get("purpose")
        if purpose not in forms:
            raise WorkbenchError(_("Say whether you send transcripts or a survey."))
        form = forms[purpose] = type(forms[purpose])(request.POST, request.FILES, prefix=purpose)
        if form.is_valid():
            sent = form.sent() if purpose == PASTED else form.cleaned_data["files"]
            return _take_in(request, sent, UploadPurpose.TRANSCRIPTS.value if purpose == PASTED else purpose)
    context = {
        **forms,
        "waiting": waiting_batches(request.project, request.user),
        "days": settings.IMPORT_KEPT_DAYS,
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "most_files": settings.IMPORT_MAX_FILES,
    }
    status = INVALID if request.method == "POST" else 200
    return render(request, "coding/sources/import_sources.html", context, status=status)


def _take_in(request: ProjectRequest, sent: Sent, purpose: str) -> HttpResponse:
    """Keep the files, read them or have them read, and go on to where they are looked at."""
    batch = keep_uploads(
        project=request.project, files=sent.files, refused=sent.refused, purpose=purpose, by=request.user
    )
    return _read(request, batch)


def _read(request: ProjectRequest, batch: UUID) -> HttpResponse:
    job = begin_reading(project=request.project, batch=batch, by=request.user)
    return _follow(job) if job else redirect("sources:preview", request.project.slug, batch)


def _follow(job: Job) -> HttpResponse:
    return redirect(f"{reverse('jobs:detail', args=[job.project.slug, job.pk])}?follow=1")


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def preview(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """What the files hold. While a job reads or imports them, its page is shown instead."""
    uploads = list(batch_of(request.project, batch, request.user))
    if not uploads:
        return _over(request, batch)
    if working := _job_on(request, batch):
        return _follow(working)
    if any(upload.read_at is None for upload in uploads):
        return _read(request, batch)
    if elsewhere := LOOKED_AT.get(uploads[0].purpose):
        return redirect(elsewhere, request.project.slug, batch)
    found = previews.preview_batch(request.project, uploads)
    if request.method == "POST":
        return _decide(request, batch, found)
    return _show(request, batch, found)


def _over(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """Nothing of the batch waits any more: its report, if it was imported."""
    if files_of(request.project, batch).exists():
        return redirect(report_url(request.project, batch))
    messages.info(request, _("These files were given up. Nothing waits any more."))
    return redirect("sources:list", request.project.slug)


def _job_on(request: ProjectRequest, batch: UUID) -> Job | None:
    under_way = jobs_of(request.project, request.user).filter(
        kind__in=WORKING,
        state__in=[JobState.QUEUED, JobState.RUNNING],
        parameters__batch=str(batch),
    )
    return under_way.first()


def _decide(request: ProjectRequest, batch: UUID, found: Batch) -> HttpResponse:
    """Keep what was decided, whatever button sent it; then do what the button says."""
    changed, valid = previews.take_choices(found, request.POST)
    if request.POST.get("do") == "speakers":
        changed += previews.decide_for_all(found, request.POST)
    changed += previews.decide_cases(found, request.POST)
    choose_for_uploads(chosen={row.upload.pk: (row.upload, row.choices) for row in changed}.values(), by=request.user)
    previews.mark_clashes(request.project, found)
    if not valid:
        return _show(request, batch, found, [_("Something is missing below.")])
    if request.POST.get("do") == "import":
        return _import(request, batch, found)
    return redirect(_address(request, batch))


def _address(request: ProjectRequest, batch: UUID) -> str:
    """Where the button leads: another page, other rows, or a file that is to be opened; what was open stays so."""
    sent = request.POST
    page, kind = sent.get("go") or sent.get("page", "1"), sent.get("kind") or sent.get("here", "all")
    stays = [] if sent.get("go") or sent.get("kind") else sent.getlist(OPEN)
    wanted = [pk for pk in (sent.get("expand") or sent.get("cases", ""), *stays) if pk.isdecimal()]
    expand = "".join(f"&{OPEN}={pk}" for pk in dict.fromkeys(wanted)) + (f"#file-{wanted[0]}" if wanted else "")
    page = page if page.isdecimal() and not sent.get("kind") else "1"
    kind = kind if kind in KINDS else "all"
    return f"{reverse('sources:preview', args=[request.project.slug, batch])}?page={page}&kind={kind}{expand}"


def _import(request: ProjectRequest, batch: UUID, found: Batch) -> HttpResponse:
    numbered = bool(request.POST.get("number"))
    if problems := previews.problems_of(found, numbered=numbered):
        return _show(request, batch, found, problems)
    # What the page showed unticked stays out. What nobody touched stays out too if the same text comes in meanwhile.
    for row in found.good:
        row.choices.include = row.choices.include if row.included else False
    choose_for_uploads(chosen=[(row.upload, row.choices) for row in found.good], by=request.user)
    job = start_job(
        kind="coding.import_sources",
        project=request.project,
        by=request.user,
        label=_("Import of transcripts"),
        parameters={"batch": str(batch), "rename": numbered},
    )
    return _follow(job)


def _show(request: ProjectRequest, batch: UUID, found: Batch, problems: list[str] | None = None) -> HttpResponse:
    sent = request.POST if problems else request.GET
    kind = sent.get("here" if problems else "kind", "all")
    kinds = found.kinds()
    rows = kinds.get(kind) or kinds["all"]
    page = page_of(request, rows, per_page=PER_PAGE)
    if problems and sent.get("page", "").isdecimal():
        page = page.paginator.get_page(sent["page"])
    few = len(found.rows) <= previews.OPEN_AT_ONCE
    for row in page:
        if not row.problem and row.form is None and (few or str(row.upload.pk) in sent.getlist(OPEN)):
            row.open_form()
    context = {
        "batch": batch,
        "found": found,
        "page_obj": page,
        "kind": kind if kinds.get(kind) else "all",
        "kinds": previews.shown_kinds(found, KINDS),
        "labels": found.labels(),
        "several": bool(kinds["several"]),
        "clashes": bool(kinds["clashes"]),
        "known_cases": case_names(request.project),
        "problems": problems or [],
        "days": settings.IMPORT_KEPT_DAYS,
    }
    return render(request, TEMPLATE, context, status=INVALID if problems else 200)


def _row(request: ProjectRequest, batch: UUID, pk: int) -> Row:
    upload = get_object_or_404(batch_of(request.project, batch, request.user), pk=pk)
    if upload.read_at is None or upload.purpose != UploadPurpose.TRANSCRIPTS or "problem" in upload.finding:
        raise Http404
    return previews.preview_batch(request.project, [upload]).rows[0]


@require_GET
@project_view(Permission.IMPORT)
def file(request: ProjectRequest, batch: UUID, pk: int) -> HttpResponse:
    """What is decided about one file, as a part of the preview."""
    row = _row(request, batch, pk)
    if not wants_partial(request):
        return redirect(f"{reverse('sources:preview', args=[request.project.slug, batch])}?{OPEN}={pk}#file-{pk}")
    row.open_form()
    return render(request, "coding/sources/_file.html", {"row": row, "batch": batch})


@require_GET
@project_view(Permission.IMPORT)
def turns(request: ProjectRequest, batch: UUID, pk: int) -> HttpResponse:
    """All turns of one file, page by page: as a part of the preview, or as a page."""
    row = _row(request, batch, pk)
    page = page_of(request, range(row.found["turns"]), per_page=TURNS_A_PAGE)
    context = {
        "row": row,
        "batch": batch,
        "page_obj": page,
        "turns": previews.turns_of(row.upload, page.start_index() - 1, page.end_index()),
    }
    template = "coding/sources/preview_turns.html"
    return render(request, f"{template}#turns" if wants_partial(request) else template, context)


@require_POST
@project_view(Permission.IMPORT)
def discard(request: ProjectRequest, batch: UUID) -> HttpResponse:
    discard_uploads(uploads=batch_of(request.project, batch, request.user), by=request.user)
    messages.success(request, _("The files were given up; nothing was imported."))
    return redirect("sources:import", request.project.slug)
