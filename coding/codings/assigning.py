"""Changes to who is asked to read what, and to what they have handed in."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.models import Assignment
from coding.codings.queries import open_assignment
from coding.codings.visibility import sealed_source_ids
from coding.sources.models import Question, Source
from workbench.accounts.models import User
from workbench.audit.actions import record, seal_events, unseal_events
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


class HandedIn(WorkbenchError):
    """The coder has handed in this source, or the round is over: its codings are evidence now."""


# The scope of an act on several sources: closed as long as anything in the study is coded blind.
MANY_SOURCES = "sources"


def _scope(source_id: int) -> str:
    return f"source:{source_id}"


def hold_rounds(rounds: Iterable[int]) -> None:
    """Let whoever opens or settles these rounds wait until this transaction ends; what is read next is current."""
    model = Assignment._meta.get_field("round").related_model
    list(model.objects.select_for_update(no_key=True).filter(pk__in=list(rounds)).order_by("pk").values_list("pk"))


def _current(assignment: Assignment) -> Assignment:
    if assignment.round_id:
        hold_rounds([assignment.round_id])
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("round", "source").defer("source__text")
    return rows.get(pk=assignment.pk)


def _check_runs(assignment: Assignment) -> None:
    if assignment.round and assignment.round.state != "coding":
        raise HandedIn(_("%(round)s has been opened. Ask the lead.") % {"round": assignment.round.name})


def round_for(source: Source, coder: User) -> int | None:
    """Return the round that a new coding belongs to; raises HandedIn where the coder's part is over."""
    found = open_assignment(source, coder)
    if found is None:
        return None
    assignment = _current(found)
    check_part_open(assignment, source)
    return assignment.round_id


def check_part_open(assignment: Assignment, source: Source) -> None:
    """Raise HandedIn where the coder's part of the round is over on this source."""
    facts = {"source": source.name, "round": assignment.round.name}
    if assignment.round.state != "coding":
        raise HandedIn(_("%(round)s has been opened: the codings of “%(source)s” no longer change.") % facts)
    if assignment.done_at:
        raise HandedIn(_("You have handed in “%(source)s” in %(round)s. Ask the lead to reopen it.") % facts)


def check_open(round_id: int, source_id: int, coder: User) -> None:
    """Raise HandedIn where the coder's part of the round is over on this source."""
    model = Assignment._meta.get_field("round").related_model
    name, state = model.objects.values_list("name", "state").get(pk=round_id)
    assignment = Assignment.objects.filter(round_id=round_id, source_id=source_id, coder=coder).first()
    if (assignment and assignment.done_at) or state != "coding":
        raise HandedIn(
            _("This coding belongs to %(round)s, which you have handed in. It can no longer be changed.")
            % {"round": name}
        )


@transaction.atomic
def assign_sources(*, project: Project, round_id: int, sources: list[int], coders: list[int], blind: bool) -> None:
    """Ask all of the coders to read all of the sources in a round; blind ones are sealed, with what was done before."""
    assign_parts(project=project, round_id=round_id, parts=product(sources, coders), blind=blind)


@transaction.atomic
def assign_parts(*, project: Project, round_id: int, parts: Iterable[tuple[int, int]], blind: bool) -> None:
    """Ask coders to read sources in a round, as (source, coder); blind ones are sealed, with what was done before."""
    parts = list(parts)
    Assignment.objects.bulk_create(
        [
            Assignment(project=project, round_id=round_id, source_id=source, coder_id=coder, sealed=blind)
            for source, coder in parts
        ],
        batch_size=2000,
    )
    if blind:
        scopes = [_scope(source) for source in sorted({source for source, _coder in parts})]
        seal_events(project_id=project.pk, scopes=[MANY_SOURCES, *scopes])


@transaction.atomic
def drop_parts(*, project: Project, parts: QuerySet[Assignment]) -> None:
    """Ask for these parts of a round no longer; what nobody codes blind any more is open to everybody again."""
    sources = set(parts.values_list("source_id", flat=True))
    parts.delete()
    _unseal(project, sources)


@transaction.atomic
def reveal_round(*, project: Project, round_id: int) -> None:
    """Open the round's sources: everybody sees the codings, except where another blind round still runs."""
    mine = Assignment.objects.filter(project=project, round_id=round_id)
    sources = set(mine.values_list("source_id", flat=True))
    mine.update(sealed=False)
    _unseal(project, sources)


def _unseal(project: Project, sources: set[int]) -> None:
    still = sealed_source_ids(project)
    scopes = [_scope(source) for source in sources - still]
    unseal_events(project_id=project.pk, scopes=scopes if still else [MANY_SOURCES, *scopes])


@transaction.atomic
def hand_in(*, assignment: Assignment, by: User) -> Assignment:
    """Say that one has read all of the source; uncoded text counts as "saw it, applied nothing" from now on.

    In a round that is final, until a lead reopens it (coding.reconciliation.reopening).
    """
    if assignment.coder_id != by.pk:
        raise WorkbenchError(_("Only the coder can hand in their own work."))
    assignment = _current(assignment)
    _check_runs(assignment)
    if assignment.done_at is None:
        assignment.done_at = timezone.now()
        assignment.save(update_fields=["done_at"])
        action = "assignment.handed_in" if assignment.round_id else "assignment.read"
        record(action=action, by=by, project_id=assignment.project_id, subject=assignment, label=assignment.source.name)
    return assignment


@transaction.atomic
def take_back(*, assignment: Assignment, by: User) -> Assignment:
    """Say that one has not read all of the source yet, outside of rounds; what was handed in a lead reopens."""
    if assignment.coder_id != by.pk:
        raise WorkbenchError(_("Only the coder can take back their own work."))
    assignment = _current(assignment)
    _check_runs(assignment)
    if assignment.round and assignment.done_at:
        raise HandedIn(
            _("You have handed in “%(source)s” in %(round)s. Ask the lead to reopen it.")
            % {"source": assignment.source.name, "round": assignment.round.name}
        )
    if assignment.done_at:
        assignment.done_at = None
        assignment.save(update_fields=["done_at"])
        record(
            action="assignment.taken_back", by=by, project_id=assignment.project_id, subject=assignment,
            label=assignment.source.name,
        )  # fmt: skip
    return assignment


@transaction.atomic
def mark_read(*, source: Source, by: User) -> Assignment:
    """Say outside of any round that one has read all of the source."""
    assignment, _made = Assignment.objects.get_or_create(
        project_id=source.project_id, source=source, coder=by, round=None
    )
    return hand_in(assignment=assignment, by=by)


@transaction.atomic
def hand_in_answers(*, question: Question, by: User, at: datetime | None = None) -> int:
    """Say of every answer to the question that one has read it, in the round it was assigned in or outside of any.

    `at` is when, now by default. Returns how many were new. One event for those of rounds, one for the others.
    """
    answers = set(question.answers.values_list("pk", flat=True))
    mine = Assignment.objects.filter(source__question=question, coder=by).exclude(round__state="closed")
    hold_rounds(mine.filter(round__isnull=False).values_list("round_id", flat=True).distinct())
    asked = set(mine.filter(round__isnull=False).values_list("source_id", flat=True))
    known = set(mine.values_list("source_id", flat=True))
    now = at or timezone.now()
    handed_in = mine.filter(done_at=None, round__state="coding").update(done_at=now)
    read = mine.filter(done_at=None, round=None).exclude(source_id__in=asked).update(done_at=now)
    fresh = [
        Assignment(project_id=question.project_id, source_id=pk, coder=by, done_at=now)
        for pk in sorted(answers - known)
    ]
    Assignment.objects.bulk_create(fresh, batch_size=2000)
    for action, number in (("question.handed_in", handed_in), ("question.read", read + len(fresh))):
        if number:
            record(
                action=action, by=by, project_id=question.project_id, subject=question,
                after={"answers": number, "_done_at": now.isoformat()},
            )  # fmt: skip
    return handed_in + read + len(fresh)


@transaction.atomic
def take_back_answers(*, question: Question, by: User, done_at: datetime) -> int:
    """Say that one has not read the answers that were read together at this moment, outside of rounds; how many."""
    mine = Assignment.objects.filter(source__question=question, coder=by, done_at=done_at, round=None)
    back = mine.update(done_at=None)
    if back:
        record(
            action="question.taken_back", by=by, project_id=question.project_id, subject=question,
            after={"answers": back},
        )  # fmt: skip
    return back
