"""Pages of bringing a survey in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.sources.actions import reread_upload
from coding.sources.importers.mapping import SurveyMapping
from coding.sources.importers.problems import ImportProblems
from coding.sources.importers.survey import check_survey
from coding.sources.models import Question, Upload, UploadPurpose
from coding.sources.queries import batch_of
from coding.surveys.actions import delete_mapping, rename_mapping, save_mapping
from coding.surveys.forms import MappingForm, MappingNameForm
from coding.surveys.jobs import hash_of, spool_of
from coding.surveys.models import SavedMapping
from coding.surveys.pages import SurveyFound, joining_cases, repeated_id, survey_found
from coding.surveys.queries import import_under_way, imported_before, saved_mappings
from coding.surveys.questions import remove_question
from coding.surveys.saved import columns_to_save
from coding.surveys.storing import refuse_doubled_answers
from workbench.jobs.actions import start_job
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

INVALID = 422
CHECKED_AT_ONCE = 50_000  # rows; the job checks longer surveys, and nobody waits for a page
PROBLEMS_SHOWN = 20
TEMPLATE = "coding/surveys/mapping.html"


def _upload(request: ProjectRequest, batch: UUID) -> Upload | None:
    return batch_of(request.project, batch, request.user).filter(purpose=UploadPurpose.SURVEY).first()


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def mapping(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """Say what each column is, then import."""
    upload = _upload(request, batch)
    if upload is None:
        messages.info(request, _("This file was imported or given up. Nothing waits any more."))
        return redirect("sources:list", request.project.slug)
    if job := import_under_way(request.project, request.user, batch):
        return redirect("jobs:detail", request.project.slug, job.pk)
    if upload.read_at is None:
        return redirect("sources:preview", request.project.slug, batch)
    context: dict[str, Any] = {"upload": upload, "batch": batch, "sheets": upload.finding.get("sheets", [])}
    if problem := upload.finding.get("problem"):
        return render(request, TEMPLATE, {**context, "problems": problem.splitlines()}, status=INVALID)
    saved = list(saved_mappings(request.project))
    wanted = request.GET.get("mapping", "")
    found = survey_found(upload, saved, wanted, _("as in the mapping “%(name)s”"))
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        guesses=found.guesses,
        columns=found.survey["columns"],
        initial={"no_answers": found.no_answers},
    )
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        answer, problems = _decide(request, found, form)
        if answer:
            return answer
    spool = spool_of(upload)
    context |= {
        "found": found,
        "form": form,
        "columns": found.columns(form),
        "problems": problems,
        "saved": saved,
        "sheet": upload.finding.get("sheet") or next(iter(context["sheets"]), ""),
        "joining": joining_cases(request.project, spool, found.guesses) if spool.rows <= CHECKED_AT_ONCE else None,
        "repeated": repeated_id(found),
        "before": imported_before(request.project, hash_of(upload)),
    }
    return render(request, TEMPLATE, context, status=INVALID if request.method == "POST" else 200)


def _decide(request: ProjectRequest, found: SurveyFound, form: MappingForm) -> tuple[HttpResponse | None, list[str]]:
    """Save the mapping, import by it, or both: where to go then, or what is wrong."""
    name = form.cleaned_data["save_as"]
    saving = request.POST.get("do") == "save"
    chosen = form.mapping()
    if saving and not name:
        form.add_error("save_as", _("Give the mapping a name."))
        return None, []
    if not saving and (problems := _problems(request, found, chosen)):
        return None, problems
    if name:
        kept = save_mapping(
            project=request.project,
            name=name,
            columns=columns_to_save(form.chosen()),
            no_answers=chosen.no_answers,
            by=request.user,
        )
        messages.success(request, _("The mapping “%(name)s” was saved.") % {"name": kept.name})
        if saving:
            address = reverse("surveys:mapping", args=[request.project.slug, found.upload.batch])
            return redirect(f"{address}?mapping={kept.pk}"), []
    job = start_job(
        kind="coding.import_survey",
        project=request.project,
        by=request.user,
        label=_("Import of %(name)s") % {"name": found.upload.name},
        parameters={"upload": found.upload.pk, "mapping": chosen.as_data(), "batch": str(found.upload.batch)},
    )
    return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow=1"), []


def _problems(request: ProjectRequest, found: SurveyFound, chosen: SurveyMapping) -> list[str]:
    """What is wrong with the rows, as far as that is found at once."""
    spool = spool_of(found.upload)
    if spool.rows > CHECKED_AT_ONCE:
        return []
    try:
        refuse_doubled_answers(request.project, check_survey(spool, chosen))
    except ImportProblems as problems:
        return problems.sentences(PROBLEMS_SHOWN)
    except WorkbenchError as error:
        return [error.message]
    return []


@require_POST
@project_view(Permission.IMPORT)
def sheet(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """Read another sheet of the workbook."""
    upload = _upload(request, batch)
    if upload and request.POST.get("sheet") in upload.finding.get("sheets", []):
        reread_upload(upload=upload, sheet=request.POST["sheet"], by=request.user)
    return redirect("sources:preview", request.project.slug, batch)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def question_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take away a question that was imported by mistake, after a page that says what goes with it."""
    question = get_object_or_404(Question, project=request.project, pk=pk)
    if request.method == "POST":
        n = remove_question(question=question, by=request.user)
        done = ngettext(
            "The question and %(n)s answer were removed.", "The question and %(n)s answers were removed.", n
        )
        messages.success(request, done % {"n": f"{n:,}"})
        return redirect("answers:list", request.project.slug)
    context = {"question": question, "answers": question.answers.count(), "section": "answers"}
    return render(request, "coding/surveys/question_remove.html", context)


@require_GET
@project_view(Permission.IMPORT)
def mappings(request: ProjectRequest) -> HttpResponse:
    """The saved mappings."""
    return render(request, "coding/surveys/mappings.html", {"saved": saved_mappings(request.project)})


@require_POST
@project_view(Permission.IMPORT)
def mapping_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(SavedMapping, project=request.project, pk=pk)
    form = MappingNameForm(request.POST)
    if not form.is_valid():
        raise WorkbenchError(_("A mapping needs a name of at most 200 characters."))
    rename_mapping(mapping=kept, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("surveys:mappings", request.project.slug)


@require_POST
@project_view(Permission.IMPORT)
def mapping_delete(request: ProjectRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(SavedMapping, project=request.project, pk=pk)
    delete_mapping(mapping=kept, by=request.user)
    messages.success(request, _("The mapping “%(name)s” was deleted.") % {"name": kept.name})
    return redirect("surveys:mappings", request.project.slug)
