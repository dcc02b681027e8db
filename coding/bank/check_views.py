"""Manuscripts whose quotations are compared with the sources."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.bank.actions import edit_star, remove_check
from coding.bank.checking import EXACT
from coding.bank.forms import ManuscriptForm
from coding.bank.jobs import start_check
from coding.bank.models import ManuscriptCheck
from coding.bank.reports import checked_lines, tallied
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission


def _check(request: ProjectRequest, pk: int) -> ManuscriptCheck:
    found = ManuscriptCheck.objects.filter(project=request.project).select_related("project", "checked_by")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.CODE)
def manuscripts(request: ProjectRequest) -> HttpResponse:
    """Send a manuscript in; below, the reports on those that came before."""
    form = ManuscriptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = start_check(project=request.project, by=request.user, file=form.cleaned_data["file"])
        return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow=1")
    kept = ManuscriptCheck.objects.filter(project=request.project).select_related("checked_by")
    rows = [(one, tallied(one)) for one in kept[:50]]
    context = {"form": form, "rows": rows, "section": "bank"}
    return render(request, "coding/bank/manuscripts.html", context, status=422 if form.errors else 200)


@require_GET
@project_view(Permission.VIEW)
def report(request: ProjectRequest, pk: int) -> HttpResponse:
    """What came of one manuscript: first what somebody should look at, then what equals its source."""
    check = _check(request, pk)
    lines = checked_lines(check, request.membership)
    context = {
        "check": check,
        "counts": tallied(check),
        "open": [line for line in lines if line.needs_work],
        "exact": [line for line in lines if not line.needs_work],
        "unmarked": sum(1 for line in lines for one in line.banked if not one.in_draft and _is_exact(line.facts)),
        "section": "bank",
    }
    return render(request, "coding/bank/report.html", context)


@require_POST
@project_view(Permission.CODE)
def use_found(request: ProjectRequest, pk: int) -> HttpResponse:
    """Note of every marked quotation that the manuscript holds that the draft uses it."""
    check = _check(request, pk)
    found = {
        one.pk: one
        for line in checked_lines(check, request.membership)
        for one in line.banked
        if not one.in_draft and _is_exact(line.facts)
    }
    for banked in found.values():
        edit_star(banked=banked, by=request.user, in_draft=True)
    said = ngettext(
        "%(n)s quotation is noted as in the draft.", "%(n)s quotations are noted as in the draft.", len(found)
    )
    messages.success(request, said % {"n": len(found)})
    return redirect("bank:report", request.project.slug, pk)


@require_POST
@project_view(Permission.CODE)
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Delete a report."""
    remove_check(check=_check(request, pk), by=request.user)
    messages.success(request, _("The report was deleted."))
    return redirect("bank:manuscripts", request.project.slug)


def _is_exact(facts: dict) -> bool:
    return facts["state"] == EXACT
