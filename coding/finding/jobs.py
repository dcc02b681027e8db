"""Coding what a search found as long work."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.queries import codes_of
from coding.finding.actions import JOB, Coded, code_found
from coding.finding.asking import ask_again, places_of
from coding.finding.telling import sentence_about
from workbench.audit.models import Event
from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError

SECONDS = 120


@job(JOB)
def code(run: Run, code: int, extent: str, asked: str, digest: str, first: str) -> dict[str, Any]:
    """Code all places of a search, in one act; a run after one that came to its end only says what that did."""
    found_code = codes_of(run.project, retired=True).filter(pk=code).first()
    if found_code is None:
        raise WorkbenchError(_("The code is no longer there. Choose another one and search again."))
    url = f"{reverse('finding:page', args=[run.project.slug])}?{asked}"
    done = Event.objects.filter(project_id=run.project.pk, action="codings.found", after___first=first).first()
    if done:
        coded = Coded(made=done.after["codings"], sources=done.after["sources"])
    else:
        run.progress(0, 2, _("Searching"))
        form, found = ask_again(run.project, asked, digest, SECONDS)
        run.progress(1, 2, _("Coding"))
        coded = code_found(
            project=run.project, code=found_code, by=run.owner, places=places_of(found), extent=extent,
            asked=form.told, first=uuid.UUID(first),
        )  # fmt: skip
    return {"message": sentence_about(coded, found_code), "url": url, "link": _("Back to the search")}
