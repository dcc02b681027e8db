"""The quotations that show a code in the codebook: chosen by a person, else proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from coding.bank.models import BankedQuotation, Role
from coding.bank.queries import Attributing, visible_bank
from coding.codings.models import Coding, Layer
from coding.codings.visibility import visible_codings
from coding.quotations.layers import layer_codings
from coding.reconciliation.models import Decision
from workbench.membership.models import Membership
from workbench.projects.models import Project

CHOSEN, PROPOSED, NONE = "chosen", "proposed", "none"
MOST_SHOWN = 3
SHORTEST, LONGEST = 20, 600
Place = tuple[int, int, int, str]  # source, start, end, words


@dataclass
class Shown:
    """What shows a code: texts with whose words they are; `proposed` says that nobody chose them."""

    typical: str = ""
    borderline: str = ""
    typical_proposed: bool = False
    borderline_proposed: bool = False


def quotations_for(project: Project, viewer: Membership | None, layer: str, how: str) -> dict[int, Shown]:
    """Return what shows each code, by its key; `how` is chosen, proposed (also where nobody chose) or none."""
    found: dict[int, Shown] = defaultdict(Shown)
    if how == NONE:
        return found
    naming = Attributing(project)
    for code, roles in _marked(project, viewer).items():
        found[code].typical = _said(naming, roles[Role.TYPICAL])
        found[code].borderline = _said(naming, roles[Role.BORDERLINE])
    if how == CHOSEN:
        return found
    for code, place in _typical(project, viewer, layer).items():
        if not found[code].typical:
            found[code].typical, found[code].typical_proposed = _said(naming, [place]), True
    for code, (place, reason) in _borderline(project).items():
        if not found[code].borderline:
            why = _(" Decided: %(reason)s") % {"reason": reason} if reason else ""
            found[code].borderline = _said(naming, [place]) + why
            found[code].borderline_proposed = True
    return found


def _said(naming: Attributing, places: Iterable[Place]) -> str:
    return "\n".join(
        f"“{' '.join(words.split())}” ({naming.said(source, start, end)})" for source, start, end, words in places
    )


def _marked(project: Project, viewer: Membership | None) -> dict[int, dict[str, list[Place]]]:
    found: dict[int, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    marked = visible_bank(project, viewer).filter(displaced=False, code__isnull=False).exclude(role="")
    one: BankedQuotation
    for one in marked.order_by("marked_at", "pk"):
        shown = found[one.code_id][one.role]
        if len(shown) < MOST_SHOWN:
            shown.append((one.source_id, one.start, one.end, one.text))
    return found


def _typical(project: Project, viewer: Membership | None, layer: str) -> dict[int, Place]:
    """A passage that several coders marked alike, or the consensus has, of about the usual length for its code."""
    rows = layer_codings(project, viewer, layer).order_by("source_id", "start", "end", "pk")
    marked: dict[int, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    for code, source, start, end, quote in rows.values_list("code_id", "source_id", "start", "end", "quote").iterator():
        if SHORTEST <= len(quote) <= LONGEST:
            marked[code][source, start, end, quote] += 1
    found = {}
    for code, places in marked.items():
        usual = median(end - start for _source, start, end, _words in places)
        found[code] = min(places, key=lambda place: (-places[place], abs(place[2] - place[1] - usual), place))
    return found


def _borderline(project: Project) -> dict[int, tuple[Place, str]]:
    """Words that one coder put under the code and the team, after talking it over, did not; with the reason."""
    seen = visible_codings(project, None)
    open_to_all = dict(seen.filter(layer=Layer.CODER, disagreements__isnull=False).values_list("pk", "code_id"))
    kept: dict[int, set[int]] = defaultdict(set)
    consensus = seen.filter(layer=Layer.CONSENSUS, decision__isnull=False)
    for decision, code in consensus.values_list("decision_id", "code_id"):
        kept[decision].add(code)
    decided = Decision.objects.filter(disagreement__round__project=project, withdrawn_at=None)
    reasons = dict(decided.values_list("disagreement_id", "reason"))
    keys = dict(decided.values_list("disagreement_id", "pk"))
    links = Coding.disagreements.through.objects.filter(disagreement__in=reasons).order_by("disagreement_id", "pk")
    refused: dict[int, tuple[int, str]] = {}
    for disagreement, coding in links.values_list("disagreement_id", "coding_id"):
        code = open_to_all.get(coding)
        if code is not None and code not in kept[keys[disagreement]]:
            known = refused.get(code)
            # The decision that was explained best shows best where the border lies.
            if known is None or len(reasons[disagreement]) > len(known[1]):
                refused[code] = (coding, reasons[disagreement])
    places = {
        pk: (source, start, end, quote)
        for pk, source, start, end, quote in seen.filter(pk__in=[pk for pk, _reason in refused.values()]).values_list(
            "pk", "source_id", "start", "end", "quote"
        )
    }
    return {code: (places[pk], reason) for code, (pk, reason) in refused.items()}
