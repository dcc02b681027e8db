"""Changes to cases. Their values: cells.py, variables: variables.py, two cases that are one: merging.py."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.cases.cells import store_cells
from coding.cases.merging import memos_on, relations
from coding.sources.models import Case, Source, SourceKind, Speaker, Variable
from coding.sources.naming import NameTaken, answer_name, check_name
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000


@transaction.atomic
def add_case(*, project: Project, name: str, by: User) -> Case:
    """Add a case that no source brought."""
    name = check_name(name)
    _refuse_taken(project, name)
    case = Case.objects.create(project=project, name=name)
    record(action="case.added", by=by, project_id=project.pk, subject=case)
    return case


def _refuse_taken(project: Project, name: str) -> None:
    if Case.objects.filter(project=project, name=name).exists():
        raise NameTaken(_("There is a case “%(name)s” already.") % {"name": name})


@transaction.atomic
def rename_case(*, case: Case, name: str, by: User) -> Case:
    """Give a case another name; its answers are renamed with it."""
    name, old = check_name(name), case.name
    if name == old:
        return case
    _refuse_taken(case.project, name)
    case.name = name
    case.save(update_fields=["name"])
    answers = list(case.sources.filter(kind=SourceKind.ANSWER).select_related("question").defer("text"))
    for answer in answers:
        answer.name = answer_name(name, answer.question.text)
    Source.objects.bulk_update(answers, ["name"], batch_size=BATCH)
    record(
        action="case.renamed", by=by, project_id=case.project_id, subject=case,
        before={"name": old}, after={"name": name},
    )  # fmt: skip
    return case


@transaction.atomic
def remove_case(*, case: Case, by: User) -> Event:
    """Take a case away that said nothing; bring_back_case() undoes it. Refused where anything belongs to it."""
    tables = [model._base_manager.filter(**{column: case}) for model, _label, column in relations()]
    if any(rows.exists() for rows in [*tables, memos_on(case.pk)]):
        raise WorkbenchError(
            _("“%(name)s” has sources, passages or a memo, so it stays. Merge it with another case instead.")
            % {"name": case.name}
        )
    values = [[variable, value] for variable, value in case.values.values_list("variable_id", "value")]
    event = record(action="case.removed", by=by, project_id=case.project_id, subject=case, before={"_values": values})
    case.delete()
    return event


@transaction.atomic
def bring_back_case(*, project: Project, event: Event, by: User) -> Case:
    """Undo the removal of a case: it comes back under its name with its values."""
    if event.project_id != project.pk or event.action != "case.removed":
        raise WorkbenchError(_("There is nothing to undo."))
    _refuse_taken(project, event.subject_label)
    case = Case.objects.create(project=project, name=event.subject_label)
    left = set(Variable.objects.filter(project=project).values_list("pk", flat=True))
    store_cells({(case.pk, variable): value for variable, value in event.before["_values"] if variable in left})
    record(action="case.restored", by=by, project_id=project.pk, subject=case)
    return case


@transaction.atomic
def link_source(*, source: Source, case: Case | None, by: User) -> Source:
    """Say whose a transcript is as a whole; None where it belongs to nobody, or to several (their speakers say who).

    Speakers tied to the old case move with it; answers stay with their respondent.
    """
    if source.kind == SourceKind.ANSWER:
        raise WorkbenchError(_("An answer belongs to its respondent. Merge the two cases instead."))
    if case and case.project_id != source.project_id:
        raise WorkbenchError(_("“%(name)s” belongs to another study.") % {"name": case.name})
    old = source.case
    if old == case:
        return source
    source.case = case
    source.save(update_fields=["case"])
    moved = Speaker.objects.filter(source=source, case=old).update(case=case) if old and case else 0
    record(
        action="source.linked", by=by, project_id=source.project_id, subject=source,
        before={"belongs to": old.name if old else "", "_case": old.pk if old else None},
        after={"belongs to": case.name if case else "", "_case": case.pk if case else None, "_speakers": moved},
    )  # fmt: skip
    return source


@transaction.atomic
def tie_speaker(*, speaker: Speaker, case: Case | None, is_interviewer: bool, by: User) -> Speaker:
    """Say who a speaker is: a case, an interviewer (who is no case), or nobody known."""
    if case and is_interviewer:
        raise WorkbenchError(_("“%(name)s” is an interviewer or a case, not both.") % {"name": speaker.name})
    if case and case.project_id != speaker.source.project_id:
        raise WorkbenchError(_("“%(name)s” belongs to another study.") % {"name": case.name})
    if (speaker.case, speaker.is_interviewer) == (case, is_interviewer):
        return speaker
    before = _who(speaker)
    speaker.case, speaker.is_interviewer = case, is_interviewer
    speaker.save(update_fields=["case", "is_interviewer"])
    record(
        action="speaker.tied", by=by, project_id=speaker.source.project_id, subject=speaker,
        label=_("%(speaker)s in %(source)s") % {"speaker": speaker.name, "source": speaker.source.name},
        before=before, after=_who(speaker),
    )  # fmt: skip
    return speaker


def _who(speaker: Speaker) -> dict[str, Any]:
    return {
        "belongs to": speaker.case.name if speaker.case else "",
        "interviewer": speaker.is_interviewer,
        "_case": speaker.case_id,
    }
