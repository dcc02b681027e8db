"""Pages of one case, and of who speaks in a transcript. The table of all cases: table_views.py."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.cases.actions import bring_back_case, link_source, remove_case, rename_case, tie_speaker
from coding.cases.cells import edit_case_values
from coding.cases.forms import CaseForm, MergeCaseForm, VoicesForm
from coding.cases.merging import conflicts_of, merge_cases, merges_of, unmerge_case
from coding.cases.queries import sources_of_case, values_by_case, variables_of
from coding.sources.models import Case, Source, SourceKind
from workbench.audit.models import Event
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

INVALID = 422
MOST_OFFERED = 500


def case_or_404(request: ProjectRequest, pk: int) -> Case:
    case = Case.objects.select_related("project").filter(project=request.project, pk=pk).first()
    if case is None:
        raise Http404
    return case


def event_or_404(request: ProjectRequest, pk: int) -> Event:
    return get_object_or_404(Event, project_id=request.project.pk, pk=pk)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.IMPORT)
def case_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    case = case_or_404(request, pk)
    variables = list(variables_of(request.project))
    values = values_by_case([case])[case.pk]
    initial = {"name": case.name, **{f"v{variable_id}": value for variable_id, value in values.items()}}
    form = CaseForm(request.POST or None, variables=variables, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                edit_case_values(case=case, values=form.values(), by=request.user)
                rename_case(case=case, name=form.cleaned_data["name"], by=request.user)
        except WorkbenchError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:detail", request.project.slug, case.pk)
    context = {
        "case": case,
        "form": form,
        "values": [(variable, values.get(variable.pk, "")) for variable in variables],
        "sources": list(sources_of_case(case).prefetch_related("speakers__case")),
        "merges": merges_of(case),
        "may_edit": request.membership.allows(Permission.IMPORT),
    }
    status = INVALID if request.method == "POST" else 200
    return render(request, "coding/cases/case_detail.html", context, status=status)


def names_offered(request: ProjectRequest) -> list[str]:
    """Names of cases to choose from while one types; any other name can be written too."""
    names = Case.objects.filter(project=request.project).order_by("name").values_list("name", flat=True)
    return list(names[:MOST_OFFERED])


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def case_merge(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say which other case this one is; then which value stays where they differ; then merge."""
    case = case_or_404(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeCaseForm(asked if "into" in asked else None)
    context: dict[str, Any] = {"case": case, "form": form, "names": names_offered(request)}
    if form.is_bound and form.is_valid():
        into = Case.objects.filter(project=request.project, name=" ".join(form.cleaned_data["into"].split())).first()
        if into is None or into == case:
            form.add_error("into", _("There is no other case of this name."))
        elif request.method == "POST":
            differing = [variable.pk for variable, *_two in conflicts_of(case, into)]
            chosen = {pk: value for pk in differing if (value := request.POST.get(f"keep{pk}"))}
            name = case.name
            merge_cases(case=case, into=into, chosen=chosen, by=request.user)
            messages.success(request, _("“%(case)s” is now part of “%(into)s”.") % {"case": name, "into": into.name})
            return redirect("cases:detail", request.project.slug, into.pk)
        else:
            context |= {"into": into, "conflicts": conflicts_of(case, into)}
    return render(request, "coding/cases/case_merge.html", context, status=INVALID if form.errors else 200)


@require_POST
@project_view(Permission.IMPORT)
def case_unmerge(request: ProjectRequest, pk: int, event: int) -> HttpResponse:
    case_or_404(request, pk)
    case = unmerge_case(project=request.project, event=event_or_404(request, event), by=request.user)
    messages.success(request, _("“%(name)s” stands by itself again.") % {"name": case.name})
    return redirect("cases:detail", request.project.slug, case.pk)


@require_POST
@project_view(Permission.IMPORT)
def case_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take an empty case away, and offer to bring it back."""
    event = remove_case(case=case_or_404(request, pk), by=request.user)
    return render(request, "coding/cases/case_removed.html", {"event": event})


@require_POST
@project_view(Permission.IMPORT)
def case_restore(request: ProjectRequest, event: int) -> HttpResponse:
    case = bring_back_case(project=request.project, event=event_or_404(request, event), by=request.user)
    messages.success(request, _("“%(name)s” is back.") % {"name": case.name})
    return redirect("cases:detail", request.project.slug, case.pk)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.IMPORT)
def voices(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say whose a transcript is, and who each of its speakers is."""
    transcripts = Source.objects.filter(project=request.project, kind=SourceKind.TRANSCRIPT).defer("text")
    source = get_object_or_404(transcripts.select_related("case", "project"), pk=pk)
    speakers = list(source.speakers.select_related("case"))
    form = VoicesForm(request.POST or None, source=source, speakers=speakers)
    if request.method == "POST" and form.is_valid() and _store_voices(request, form, source, speakers):
        messages.success(request, _("Saved."))
        return redirect("cases:voices", request.project.slug, source.pk)
    context = {
        "source": source,
        "form": form,
        "rows": form.rows(speakers),
        "names": names_offered(request),
        "may_edit": request.membership.allows(Permission.IMPORT),
    }
    return render(request, "coding/cases/voices.html", context, status=INVALID if form.errors else 200)


def _store_voices(request: ProjectRequest, form: VoicesForm, source: Source, speakers: list) -> bool:
    """Tie each speaker as the form says; False where a name is unknown, which the form then says."""
    said = dict(form.cleaned_data)  # what gets an error leaves the form's own
    found = Case.objects.filter(project=request.project, name__in=[" ".join(name.split()) for name in form.names()])
    cases = {case.name: case for case in found}
    fields = ["case", *(f"case{speaker.pk}" for speaker in speakers)]
    for field in fields:
        if said[field] and " ".join(said[field].split()) not in cases:
            form.add_error(field, _("There is no case of this name. Add it on the page of cases first."))
    for speaker in speakers:
        if said[f"case{speaker.pk}"] and said[f"asks{speaker.pk}"]:
            form.add_error(f"case{speaker.pk}", _("An interviewer is no case. Choose one of the two."))
    if form.errors:
        return False

    def case_in(field: str) -> Case | None:
        return cases.get(" ".join(said[field].split()))

    with transaction.atomic():
        link_source(source=source, case=case_in("case"), by=request.user)
        for speaker in source.speakers.select_related("case", "source"):
            # What is said of a speaker here stands before what would follow from the whole.
            asks = said.get(f"asks{speaker.pk}", speaker.is_interviewer)
            tie_speaker(speaker=speaker, case=case_in(f"case{speaker.pk}"), is_interviewer=asks, by=request.user)
    return True
