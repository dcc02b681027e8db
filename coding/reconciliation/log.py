"""The log of reconciliation: every decision with what stood before it and what it wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coding.codebook.queries import code_paths
from coding.codings.models import Coding, Layer
from coding.codings.visibility import visible_codings
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion, Round
from coding.reconciliation.options import OTHER, Option, Words, option_named
from coding.reconciliation.queries import disagreements_of, marks_of, readers_by_source
from workbench.audit.models import Event


@dataclass(frozen=True, order=True)
class Applied:
    """A code on words [start, end) of the source; `coder` is empty for the consensus."""

    coder: str
    code: str
    start: int
    end: int


@dataclass(frozen=True)
class LogLine:
    """A decision: who made it when and why, what each coder had before, and what it wrote.

    A withdrawn one says when and by whom; `after` is then what it had written. `notes` are what it suggests to change
    in the codebook, as (code, text); `discussed` is what people were asked about the place, as (who, question, answer).
    """

    at: datetime
    who: str
    round: str
    place: Disagreement
    choice: str
    kept: str
    reason: str
    before: Sequence[Applied]
    after: Sequence[Applied]
    notes: Sequence[tuple[str, str]]
    discussed: Sequence[tuple[str, str, str]]
    withdrawn_at: datetime | None
    withdrawn_by: str


def reconciliation_log(round_: Round) -> list[LogLine]:
    """Return the decisions of a round in the order in which they were made; the number of queries is constant.

    Leaves out what a later blind round hides.
    """
    paths = code_paths(round_.project)
    places = {place.pk: place for place in disagreements_of(round_).select_related("source")}
    made = Decision.objects.filter(disagreement__round=round_).select_related("decided_by", "coder")
    decisions = [one for one in made.order_by("decided_at", "pk") if one.disagreement_id in places]
    readers = readers_by_source(round_)
    written, notes, withdrawn = _written(round_), _notes(round_), _withdrawn(round_, decisions)
    talks: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for talk in Discussion.objects.filter(disagreement__round=round_).select_related("person"):
        talks[talk.disagreement_id].append((str(talk.person), talk.question, talk.answer))
    lines = []
    for one in decisions:
        place = places[one.disagreement_id]
        stored = [(row.code_id, row.start, row.end) for row in written.get(one.pk, ())]
        words = stored if one.withdrawn_at is None else _recalled(one, place, readers.get(place.source_id, set()))
        lines.append(
            LogLine(
                at=one.decided_at,
                who=str(one.decided_by),
                round=round_.name,
                place=place,
                choice=str(one.get_choice_display()),
                kept=str(one.coder) if one.coder else "",
                reason=one.reason,
                before=sorted(
                    Applied(str(row.coder), paths.get(row.code_id, ""), row.start, row.end) for row in place.seen
                ),
                after=[Applied("", paths.get(code, ""), start, end) for code, start, end in words],
                notes=notes.get(one.pk, []),
                discussed=talks.get(one.disagreement_id, []),
                withdrawn_at=one.withdrawn_at,
                withdrawn_by=withdrawn.get(one.pk, ""),
            )
        )
    return lines


def _written(round_: Round) -> dict[int, list[Coding]]:
    found: dict[int, list[Coding]] = defaultdict(list)
    rows = visible_codings(round_.project, None).filter(round=round_, layer=Layer.CONSENSUS, decision__isnull=False)
    for row in rows.order_by("start", "end"):
        found[row.decision_id].append(row)
    return dict(found)


def _notes(round_: Round) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = CodebookNote.objects.filter(decisions__disagreement__round=round_)
    for decision, code, text in rows.order_by("pk").values_list("decisions", "code__name", "text"):
        found[decision].append((code, text))
    return dict(found)


def _withdrawn(round_: Round, decisions: Sequence[Decision]) -> dict[int, str]:
    """Who withdrew which decision: the history alone knows."""
    keys = [str(one.pk) for one in decisions if one.withdrawn_at]
    events = Event.objects.filter(project_id=round_.project_id, action="decision.withdrawn", subject_id__in=keys)
    return {int(pk): who for pk, who in events.values_list("subject_id", "actor_name")}


def _recalled(decision: Decision, place: Disagreement, readers: set[int]) -> Sequence[Words]:
    """What a withdrawn decision had written: the coders' codings, which do not change, say it again."""
    if decision.choice == OTHER:
        return [(decision.code_id, place.start, place.end)] if decision.code_id else []
    value = Option(decision.choice, decision.coder_id).value
    option = option_named(place.kind, marks_of(place.seen), value, readers)
    return option.words if option else []
