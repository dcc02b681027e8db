"""Settling disagreements, one or many at once, and taking decisions back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.models import Code
from coding.codings.models import Coding, Layer
from coding.codings.visibility import is_sealed, sealed_source_ids
from coding.reconciliation.discussing import end_discussions
from coding.reconciliation.models import Decision, DecisionChoice, Disagreement, Round, RoundState
from coding.reconciliation.noting import note_on_code
from coding.reconciliation.options import OTHER, RULES, Option, Words, option_named, proposed
from coding.reconciliation.queries import disagreements_of, marks_of, readers_by_source
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import event_for, record, record_all
from workbench.web.errors import WorkbenchError

AS_THE_RULE_SAYS = "rule"


class RoundNotOpen(WorkbenchError):
    """The round is still being coded, or settled already."""


class DecidedMeanwhile(WorkbenchError):
    """Someone else has decided this disagreement."""


@dataclass(frozen=True)
class Note:
    """A note on the codebook that goes with a decision: what should be said more clearly about which code."""

    code: Code
    text: str


def locked_round(round_: Round) -> Round:
    """Return the round as it is, held until the transaction ends."""
    return Round.objects.select_for_update().get(pk=round_.pk)


def check_reconciling(round_: Round) -> None:
    """Raise RoundNotOpen unless disagreements of the round are being settled."""
    if round_.state == RoundState.CODING:
        raise RoundNotOpen(_("“%(round)s” is still being coded. Open it first.") % {"round": round_.name})
    if round_.state == RoundState.CLOSED:
        raise RoundNotOpen(_("“%(round)s” is settled. Reopen it first.") % {"round": round_.name})


def consensus_coding(round_: Round, source: Source, by: User, words: tuple, decision: Decision | None = None) -> Coding:
    """Return words (code, start, end) of a source as a coding of the consensus, not stored."""
    code, start, end = words
    return Coding(
        project_id=round_.project_id, source=source, code_id=code, coder=by, layer=Layer.CONSENSUS,
        round=round_, decision=decision, start=start, end=end, quote=source.text[start:end],
    )  # fmt: skip


def decide_disagreement(
    *,
    disagreement: Disagreement,
    by: User,
    option: str,
    reason: str,
    code: Code | None = None,
    rule: str = "",
    note: Note | None = None,
) -> Decision:
    """Settle one disagreement, as decide_disagreements does."""
    [decision] = decide_disagreements(
        round=disagreement.round, by=by, places=[disagreement.pk], option=option, reason=reason, code=code, rule=rule,
        note=note,
    )  # fmt: skip
    return decision


@transaction.atomic
def decide_disagreements(
    *,
    round: Round,  # noqa: A002
    by: User,
    places: Iterable[int],
    option: str,
    reason: str,
    code: Code | None = None,
    rule: str = "",
    note: Note | None = None,
) -> list[Decision]:
    """Settle disagreements of a round in one way for one reason: all of them or, where that fails, none.

    `option` is the value of one of `options_for`; "other" needs the code that is put on all the words in question;
    "rule" takes for each what `rule` (one of RULES) fills in. What was chosen becomes consensus; the coders' own
    codings are left as they are. Queries do not grow with the number of places. Raises RoundNotOpen,
    DecidedMeanwhile, or WorkbenchError for a choice that is not offered.
    """
    held = locked_round(round)
    check_reconciling(held)
    reason = reason.strip()
    if not reason:
        raise WorkbenchError(_("Say why: the reason is what a reader of the study will ask for."))
    chosen = _chosen(held, set(places), option, rule, code)
    decisions = _store_decisions(chosen, by, reason, code)
    rows = [
        consensus_coding(held, place.source, by, words, decision)
        for (place, _option, written), decision in zip(chosen, decisions, strict=True)
        for words in written
    ]
    Coding.objects.bulk_create(rows, batch_size=1000)  # visibility: writes only
    end_discussions(place for place, _option, _written in chosen)
    _record(held, chosen, by, reason, code)
    if note is not None and note.text.strip():
        note_on_code(code=note.code, by=by, text=note.text, decisions=decisions)
    return decisions


Chosen = tuple[Disagreement, Option, Sequence[Words]]


def _chosen(round_: Round, wanted: set[int], option: str, rule: str, code: Code | None) -> list[Chosen]:
    """Say for each place what is chosen and which words it writes; its text is held."""
    found = Disagreement.objects.filter(round=round_, pk__in=wanted)
    # Whoever changes a text waits: places, codings and text are read one after the other.
    held = Source.objects.select_for_update(no_key=True).filter(pk__in=found.values("source"))
    list(held.order_by("pk").values_list("pk"))
    places = list(disagreements_of(round_).filter(pk__in=wanted).select_related("source"))
    if len(places) != len(wanted) or not places:
        raise WorkbenchError(_("Some of these places are not there any more. Reload the page."))
    _check_undecided(places)
    offered = code is not None and code.project_id == round_.project_id and not code.retired_at and code.codable
    if option == OTHER and not offered:
        raise WorkbenchError(_("Choose the code that these words should have."))
    readers = readers_by_source(round_)
    options = {place: _option_for(place, option, rule, readers) for place in places}
    if unfit := [place for place, fitting in options.items() if fitting is None]:
        raise WorkbenchError(_unfit(len(unfit), len(places)))
    return [
        (place, fitting, [(code.pk, place.start, place.end)] if fitting.choice == OTHER else fitting.words)
        for place, fitting in options.items()
    ]


def _option_for(place: Disagreement, option: str, rule: str, readers: Mapping[int, set[int]]) -> Option | None:
    marks, own = marks_of(place.seen), readers.get(place.source_id, set())
    if option == AS_THE_RULE_SAYS:
        return proposed(place.kind, marks, own, rule) if rule in RULES else None
    return option_named(place.kind, marks, option, own)


def _unfit(unfit: int, places: int) -> str:
    if places == 1:
        return _("Choose one of the ways to settle it.")
    return ngettext(
        "%(n)s of the %(all)s chosen places cannot be settled in this way. Nothing was decided; leave it out.",
        "%(n)s of the %(all)s chosen places cannot be settled in this way. Nothing was decided; leave them out.",
        unfit,
    ) % {"n": unfit, "all": places}


def _check_undecided(places: Sequence[Disagreement]) -> None:
    decided = [place.current[0] for place in places if place.current]
    if not decided:
        return
    if len(places) == 1:
        raise DecidedMeanwhile(
            _("%(who)s has decided this meanwhile. Withdraw that decision first if it should change.")
            % {"who": decided[0].decided_by}
        )
    raise DecidedMeanwhile(
        ngettext(
            "%(n)s of the chosen places was decided meanwhile by %(who)s. Nothing else was decided; choose again.",
            "%(n)s of the chosen places were decided meanwhile by %(who)s. Nothing else was decided; choose again.",
            len(decided),
        )
        % {"n": len(decided), "who": ", ".join(sorted({str(one.decided_by) for one in decided}))}
    )


def _store_decisions(chosen: Sequence[Chosen], by: User, reason: str, code: Code | None) -> list[Decision]:
    rows = [
        Decision(
            disagreement=place, choice=DecisionChoice(option.choice), coder_id=option.coder,
            code=code if option.choice == OTHER else None, reason=reason, decided_by=by,
        )
        for place, option, _written in chosen
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return Decision.objects.bulk_create(rows)
    except IntegrityError as error:
        raise DecidedMeanwhile(
            _("This was decided already. Reload the page; withdraw that decision first if it should change.")
        ) from error


def _record(round_: Round, chosen: Sequence[Chosen], by: User, reason: str, code: Code | None) -> None:
    sealed = sealed_source_ids(round_.project)
    record_all(
        event_for(
            action="disagreement.decided", by=by, project_id=round_.project_id, subject=place,
            label=place.source.name, scope=f"source:{place.source_id}", sealed=place.source_id in sealed,
            after={"choice": option.value, "reason": reason, "consensus": [list(words) for words in written]}
            | ({"_code": code.pk} if option.choice == OTHER else {}),
        )
        for place, option, written in chosen
    )  # fmt: skip


@transaction.atomic
def reopen_decision(*, decision: Decision, by: User) -> Decision:
    """Withdraw a decision with the consensus it wrote; the disagreement waits again, and the history keeps both."""
    round_, source = locked_round(decision.disagreement.round), decision.disagreement.source
    check_reconciling(round_)
    decision.refresh_from_db(fields=["withdrawn_at"])
    if decision.withdrawn_at is None:
        decision.withdrawn_at = timezone.now()
        decision.save(update_fields=["withdrawn_at"])
        Coding.objects.filter(decision=decision, layer=Layer.CONSENSUS).delete()  # visibility: writes only
        record(
            action="decision.withdrawn", by=by, project_id=round_.project_id, subject=decision,
            label=source.name, scope=f"source:{source.pk}", sealed=is_sealed(source.pk),
            before={
                "choice": option_value(decision), "reason": decision.reason,
                "_place": decision.disagreement_id, "_code": decision.code_id,
            },
        )  # fmt: skip
    return decision


def option_value(decision: Decision) -> str:
    """Return the value of the option that a decision chose."""
    return Option(decision.choice, decision.coder_id).value
