"""Changes to advice, and the one thing it leads to by itself: coding a passage, when a person presses for it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import apply_code
from coding.codings.models import Coding, Origin
from coding.sources.models import Source
from themes.advice.making import Found
from themes.advice.models import AdviceKind, AdviceRun, Dismissal
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

JOB = "themes.advise"


def start_advising(*, project: Project, by: User) -> Job:
    """Queue advice on the codes, for this person."""
    return start_job(kind=JOB, project=project, by=by, label=_("Advice on the codes"))


@transaction.atomic
def store_advice(*, project: Project, by: User, found: Found, job: Job | None = None) -> AdviceRun:
    """Store what was found in place of the person's earlier advice; a job that runs twice finds its own."""
    if job is not None and (stored := AdviceRun.objects.filter(job=job).first()):
        return stored
    AdviceRun.objects.filter(project=project, made_by=by).delete()
    run = AdviceRun.objects.create(
        project=project, job=job, model=found.model, result=found.result, sealed=found.sealed, made_by=by
    )
    record(action="advice.made", by=by, project_id=project.pk, subject=run)
    return run


def code_passage(*, run: AdviceRun, code: Code, place: list[int], by: User) -> Coding:
    """Apply the code to a passage that was found to look like its quotations; recorded as from a suggestion.

    Raises WorkbenchError where the advice has no such passage, or as apply_code does.
    """
    advised = next((one for one in run.result.get("codes", []) if one["code"] == code.pk), None)
    if advised is None or place not in [guess["place"] for guess in advised["guesses"]]:
        raise WorkbenchError(_("This passage is no longer advised. Have advice made anew."))
    pk, revision, start, end = place
    source = Source.objects.filter(project=run.project_id, pk=pk).first()
    if source is None:
        raise WorkbenchError(_("The source is no longer there."))
    return apply_code(source=source, code=code, by=by, start=start, end=end, seen=revision, origin=Origin.SUGGESTION)


@transaction.atomic
def dismiss_advice(*, code: Code, kind: str, by: User, other: Code | None = None, text_sha256: str = "") -> Dismissal:
    """Keep that a person does not want this advice again; said twice it is the same."""
    row, made = Dismissal.objects.get_or_create(
        project_id=code.project_id, by=by, kind=AdviceKind(kind), code=code, other=other, text_sha256=text_sha256
    )
    if made:
        _record("advice.dismissed", row, by)
    return row


@transaction.atomic
def withdraw_dismissal(*, code: Code, kind: str, by: User, other: Code | None = None, text_sha256: str = "") -> None:
    """Let a piece of advice be given again."""
    row = Dismissal.objects.filter(by=by, kind=kind, code=code, other=other, text_sha256=text_sha256).first()
    if row is not None:
        _record("advice.dismissal_withdrawn", row, by)
        row.delete()


def _record(action: str, row: Dismissal, by: User) -> None:
    facts = {"_kind": row.kind, "_other": row.other_id, "_text": row.text_sha256}
    record(action=action, by=by, project_id=row.project_id, subject=row.code, after=facts)
