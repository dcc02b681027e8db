"""Advice on the codes as long work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from themes.advice.actions import JOB, store_advice
from themes.advice.making import make_advice
from themes.advice.models import AdviceRun
from themes.embeddings.sharing import help_embedding
from workbench.jobs.registry import helps, job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError

helps(JOB)(help_embedding)


@job(JOB)
def advise(run: Run) -> dict[str, Any]:
    """Advise once: a job that was interrupted after storing what it found ends."""
    if not AdviceRun.objects.filter(job=run.job).exists():
        viewer = run.project.memberships.filter(user=run.owner, left_at=None).first()
        if viewer is None:
            raise WorkbenchError(_("You are no longer a member of this study."))
        found = make_advice(viewer, run.progress, run)
        store_advice(project=run.project, by=run.owner, found=found, job=run.job)
    return {
        "message": _("The codes were looked at."),
        "url": reverse("advice:page", args=[run.project.slug]),
        "link": _("Show the advice"),
        "go_on": True,
    }
