"""The page that compares coders: the text once with a lane for each of them, and one disagreement in hand."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.codebook.queries import code_paths
from coding.codings.models import Layer
from coding.codings.queries import turn_spans
from coding.codings.rendering import chunks, paragraphs
from coding.codings.visibility import visible_codings
from coding.reconciliation.comparison import Place, compared
from coding.reconciliation.decision_forms import DecisionForm, code_choices
from coding.reconciliation.lanes import lane_data
from coding.reconciliation.looking import Look, look_of
from coding.reconciliation.models import Disagreement, DisagreementKind, Round, RoundState
from coding.reconciliation.options import EVERYTHING, MAJORITY
from coding.reconciliation.people import Shown, shown_coders
from coding.reconciliation.places import Facts, walk
from coding.reconciliation.presentation import SIGNS, choices_for, item_of, past_of, rule_choice, spaced
from coding.reconciliation.queries import (
    asked_of,
    coders_of,
    disagreements_of,
    facts_of_round,
    history_of,
    progress_of,
    readers_by_source,
    reasons_used,
    talked_of,
)
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.queries import members_of
from workbench.membership.roles import Permission
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in

LISTED = 40  # places beside the text; all of them are on the page of the list


def round_of(request: ProjectRequest, pk: int) -> Round:
    """Return a round of the project that was opened or not; 404 where there is none."""
    return get_object_or_404(
        Round.objects.select_related("codebook_version", "project"), project=request.project, pk=pk
    )


def refuse_unopened(request: ProjectRequest, round_: Round) -> HttpResponse | None:
    """Send back to the round while it is being coded: nothing of another's codings shows before."""
    if round_.state != RoundState.CODING:
        return None
    messages.info(request, _("“%(round)s” is still being coded. Open it to compare.") % {"round": round_.name})
    return redirect(round_)


@require_GET
@project_view(Permission.VIEW)
def round_compare(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    return refuse_unopened(request, round_) or compare_page(
        request, round_, key_in(request.GET.get("place", "")), key_in(request.GET.get("source", ""))
    )


def compare_page(
    request: ProjectRequest,
    round_: Round,
    place: int | None,
    source_id: int | None,
    *,
    form: DecisionForm | None = None,
    refused: str = "",
    push: str = "",
) -> HttpResponse:
    """Show a place in its text; with htmx the part beside the text alone, since that stays as it is.

    `push` is the address that the part has where it answers a form.
    """
    look = look_of(request)
    context = shared_context(request, round_, look)
    everything: list[Facts] = context["facts"]
    known = [row.source.pk for row in context["progress"]]
    source_id = _source_to_show(everything, context["wanted"], place, source_id, known)
    is_part = wants_partial(request)
    if source_id is not None:
        context |= _source_context(request, round_, look, context, source_id, place, is_part=is_part)
    context |= {"form": form, "refused": refused, "is_part": is_part}
    status = 422 if refused or (form is not None and form.errors) else 200
    part = "#hand" if is_part else ""
    response = render(request, f"coding/reconciliation/round_compare.html{part}", context, status=status)
    if push or (is_part and request.method == "GET"):
        response["HX-Push-Url"] = push or request.get_full_path()
    return response


def shared_context(request: ProjectRequest, round_: Round, look: Look) -> dict[str, Any]:
    """What all pages that compare need: coders, places, the filter and what can be filtered by."""
    users = coders_of(round_)
    coders = shown_coders(round_, users, hidden=look.hidden)
    readers = readers_by_source(round_)
    facts = facts_of_round(round_)
    wanted = {place.pk for place in facts if look.sieve.passes(place, readers)}
    everything = progress_of(round_, users)
    progress = [row for row in everything if not row.hidden]
    paths = {pk: spaced(path) for pk, path in code_paths(request.project).items()}
    used = {mark.code for place in facts for mark in place.marks}
    names = {coder.pk: coder.name for coder in coders}
    return {
        "round": round_,
        "look": look,
        "coders": coders,
        "names": names,
        "readers": readers,
        "facts": facts,
        "wanted": wanted,
        "paths": paths,
        "progress": progress,
        "hidden": len(everything) - len(progress),
        "undecided": sum(row.undecided for row in progress),
        "disagreements": sum(row.disagreements for row in progress),
        "kinds": [(value, label, SIGNS[value]) for value, label in DisagreementKind.choices],
        "codes_used": [(pk, path) for pk, path in paths.items() if pk in used],
        "pairs": [(f"{a.pk}-{b.pk}", f"{a.name} – {b.name}") for a, b in combinations(coders, 2)],
        "for_me": asked_of(request.user, request.project).filter(disagreement__round=round_).count(),
        "may_settle": (request.membership.allows(Permission.MANAGE_ROUNDS) and round_.state == RoundState.RECONCILING),
        "rules": [("", _("Nothing")), (MAJORITY, _("Majority")), (EVERYTHING, _("Union"))],
        "section": "rounds",
    }


def _source_to_show(
    facts: list[Facts], wanted: set[int], place: int | None, source_id: int | None, known: list[int]
) -> int | None:
    """The source asked for, else that of the place, else of the first wanted place that is open, else the first."""
    if source_id in known:
        return source_id
    of_place = next((one.source for one in facts if one.pk == place), None)
    waiting = next((one.source for one in facts if one.pk in wanted and not one.settled), None)
    filtered = next((one.source for one in facts if one.pk in wanted), None)
    return next((one for one in (of_place, waiting, filtered, *known) if one in known), None)


def _source_context(
    request: ProjectRequest,
    round_: Round,
    look: Look,
    shared: dict[str, Any],
    source_id: int,
    place: int | None,
    *,
    is_part: bool,
) -> dict[str, Any]:
    source = Source.objects.select_related("case", "question").get(pk=source_id)
    shown = _lanes_of(_readers_of(shared, source_id), look)
    here = [one for one in shared["facts"] if one.source == source_id]
    wanted = [one for one in here if one.pk in shared["wanted"]]
    at = next((one for one in here if one.pk == place), None)
    at = at or next((one for one in wanted if not one.settled), wanted[0] if wanted else None)
    listed = _around(wanted, at)
    keys = {one.pk for one in (*listed, *([at] if at else []))}
    found = {one.pk: one for one in disagreements_of(round_, source=source_id).filter(pk__in=keys)}
    current = found.get(at.pk) if at else None
    context = {
        "source": source,
        "lanes": shown,
        "shown_places": len(wanted),
        "items": [item_of(found[one.pk], shared["coders"], source.text) for one in listed],
        "current": current,
        "current_item": item_of(current, _readers_of(shared, source_id), source.text) if current else None,
        "around": walk(shared["facts"], shared["wanted"], at.pk if at else None),
        **(_hand(request, look, shared, current, source) if current else {}),
    }
    if is_part:
        return context
    # What is in hand is marked in the text, also where the filter would leave it out.
    marked = [one for one in here if one.pk in shared["wanted"] or one is at]
    return context | _text_context(round_, look, shown, source, marked, at)


def _around(places: list[Facts], current: Facts | None) -> list[Facts]:
    """The places listed beside the text: those around the one in hand, since a long text may have thousands."""
    at = next((number for number, one in enumerate(places) if one is current), 0)
    first = max(0, min(at - LISTED // 2, len(places) - LISTED))
    return places[first : first + LISTED]


def _readers_of(shared: dict[str, Any], source_id: int) -> list[Shown]:
    """The coders who handed the source in."""
    readers = shared["readers"].get(source_id, ())
    return [coder for coder in shared["coders"] if coder.pk in readers]


def _lanes_of(readers: list[Shown], look: Look) -> list[Shown]:
    """The coders who have a lane: all who read the source, or the pair that one wants to see side by side."""
    return [coder for coder in readers if not look.sieve.pair or coder.pk in look.sieve.pair]


def _text_context(
    round_: Round, look: Look, lanes: list[Shown], source: Source, wanted: list[Facts], current: Facts | None
) -> dict[str, Any]:
    """The text in chunks with its pieces, what was agreed, and the codings that stand in the lanes."""
    codings = visible_codings(round_.project, None).filter(round=round_, source=source)
    if look.sieve.code:
        codings = codings.filter(code=look.sieve.code)
    agreed = codings.filter(layer=Layer.CONSENSUS, decision=None).order_by("start", "end")
    spans = list(agreed.values_list("start", "end"))
    keys = [coder.pk for coder in lanes]
    places = [
        Place(one.pk, one.start, one.end, tuple(mark for mark in one.marks if mark.coder in keys)) for one in wanted
    ]
    whole, _rest = paragraphs(source.text, turn_spans(source))
    shown = iter(compared(whole, spans, places, keys, current.pk if current else None))
    kinds = dict(DisagreementKind.choices)
    return {
        "chunks": [(chunk, [next(shown) for _one in chunk.paragraphs]) for chunk in chunks(whole)],
        "signs": {one.pk: (kinds[one.kind], SIGNS[one.kind], one.state) for one in wanted},
        "agreed": len(spans),
        "data": lane_data(codings.filter(layer=Layer.CODER, coder__in=keys), lanes, wanted),
    }


def _hand(
    request: ProjectRequest, look: Look, shared: dict[str, Any], current: Disagreement, source: Source
) -> dict[str, Any]:
    """What the form needs and what was decided before; nothing to choose for those who only look on."""
    may = shared["may_settle"]
    asked = next((one for one in current.running if one.person_id == request.user.pk), None)
    context: dict[str, Any] = {
        "past": past_of(history_of(current), shared["names"], hidden=look.hidden),
        "talked": talked_of(current),
        "may_decide": may and not current.current,
        "may_withdraw": may and bool(current.current),
        "asked": asked if not current.current else None,
    }
    if not context["may_decide"]:
        return context
    readers = shared["readers"].get(source.pk, set())
    used = dict.fromkeys(coding.code for coding in current.seen)
    return context | {
        "choices": choices_for(current, current.seen, shared["names"], shared["paths"], source.text),
        "codes": code_choices(request.project),
        "reasons": reasons_used(shared["round"]),
        "ruled": rule_choice(current, look.rule, readers, shared["names"], shared["paths"]),
        "note_codes": [(code.pk, shared["paths"].get(code.pk, code.name)) for code in used],
        "people": people_to_ask(request, shared["coders"]),
    }


def people_to_ask(request: ProjectRequest, coders: list[Shown]) -> list[tuple[int, str]]:
    """Return whom one can ask about a place, coders as the page calls them."""
    names = {coder.pk: coder.name for coder in coders}
    return [(member.user_id, names.get(member.user_id, str(member.user))) for member in members_of(request.project)]
