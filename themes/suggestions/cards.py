"""What the page of a run shows: its suggestions in one cut of the tree, what was decided, and what was folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from themes.suggestions.models import SuggestedPassage, Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.prevalence import Share
from themes.suggestions.queries import PERSON, Family, suggestions_of, veiled, visible_passages, whole

# The most trustworthy are read first.
STRENGTHS = {"strong": 0, "fair": 1, "tentative": 2}
DECIDED = {SuggestionState.ACCEPTED, SuggestionState.REJECTED}
MOST_PHRASES = 7


@dataclass
class Card:
    """A suggestion with what was merged into it, as a page shows it.

    `elsewhere` counts passages that stand in what was decided as well, `by_hand` those that a person put here;
    `share` is that of the cases, and `decided_among` how many themes the cut had in which it was decided.
    """

    suggestion: Suggestion
    size: int = 0
    cases: int = 0
    borderline: int = 0
    by_hand: int = 0
    elsewhere: int = 0
    absorbed: list[Suggestion] = field(default_factory=list)
    exemplars: list[SuggestedPassage] = field(default_factory=list)
    contrasts: list[SuggestedPassage] = field(default_factory=list)
    parts: list[Card] = field(default_factory=list)
    groups: list[tuple[str, Share]] = field(default_factory=list)
    share: Share | None = None
    decided_among: int | None = None

    @property
    def key_phrases(self) -> list[str]:
        phrases = [phrase for one in (self.suggestion, *self.absorbed) for phrase in one.key_phrases]
        return list(dict.fromkeys(phrases))[:MOST_PHRASES]

    @property
    def whole(self) -> list[Suggestion]:
        return [self.suggestion, *self.absorbed]


@dataclass
class Shown:
    """The cards of a run in one cut: open, decided, and folded since one like it was rejected.

    `within` counts suggestions of the cut that lie within what was worked on, and are shown there.
    """

    open: list[Card]
    decided: list[Card]
    folded: list[Card]
    within: int

    @property
    def all(self) -> list[Card]:
        return [*self.open, *self.decided, *self.folded]


def cut_asked(run: SuggestionRun, asked: int | None) -> int | None:
    """Return the place of a cut of the run: the one asked for, else the usual one; None where it has no tree."""
    if not run.cuts:
        return None
    usual = run.usual_cut or 0
    return min(max(usual if asked is None else asked, 0), len(run.cuts) - 1)


def cards_of(run: SuggestionRun, cut: int | None = None) -> list[Card]:
    """Return the suggestions of a run in one cut (the usual one by default), the open and strongest first."""
    return shown_of(run, cut).all


def shown_of(run: SuggestionRun, cut: int | None = None) -> Shown:
    """Return what the page of the run shows; a fixed number of queries, however many suggestions there are."""
    suggestions = list(suggestions_of(run.project).filter(run=run).select_related("settled_by", "like_rejected"))
    veiled(run.project, suggestions)
    family = Family.of(run.pk, suggestions)
    shown, within = _shown(family, cut_asked(run, cut))
    cards = {one.pk: Card(one) for one in suggestions if one.merged_into_id not in family.by_key}
    for one in suggestions:
        if one.merged_into_id in cards:
            cards[one.merged_into_id].absorbed.append(one)
    tops = [cards[one.pk] for one in shown if one.pk in cards]
    for card in tops:
        parts = [part for one in card.whole for part in family.parts(one)]
        card.parts = [cards[part.pk] for part in parts if part.pk in cards and cards[part.pk] is not card]
    _fill({one.suggestion.pk: one for card in tops for one in (card, *card.parts)}, run)
    tops.sort(key=lambda card: STRENGTHS.get(card.suggestion.strength, len(STRENGTHS)))
    decided = [card for card in tops if card.suggestion.state in DECIDED]
    folded = [card for card in tops if card not in decided and is_folded(card.suggestion)]
    return Shown([card for card in tops if card not in decided and card not in folded], decided, folded, within)


def is_folded(suggestion: Suggestion) -> bool:
    """Say whether the suggestion is as good as one that was rejected, and nobody has worked on it."""
    like = suggestion.like_rejected
    return like is not None and like.state == SuggestionState.REJECTED and not _worked_on(suggestion)


def _worked_on(suggestion: Suggestion) -> bool:
    """Say whether people did something to the suggestion that keeps it in view, whatever the cut."""
    return (
        suggestion.state != SuggestionState.PROPOSED
        or suggestion.split_from_id is not None
        or suggestion.label != suggestion.machine_label
    )


def _shown(family: Family, cut: int | None) -> tuple[list[Suggestion], int]:
    """Return what stands in the cut, or was worked on in another one, and how many of the cut lie within the latter."""
    into = {one.merged_into_id for one in family.by_key.values() if one.merged_into_id}
    kept = {one.pk for one in family.by_key.values() if _worked_on(one) or one.pk in into}
    found: dict[int, Suggestion] = {}
    within = 0
    for one in family.by_key.values():
        in_cut = one.parent_id not in family.by_key if cut is None else _stands_in(one, cut)
        above = next((over for over in family.above(one) if over.pk in kept), None)
        if one.state in DECIDED:
            # A subtheme that was decided with what stands above it is shown there.
            if above is None or above.state == SuggestionState.SPLIT or above.state not in DECIDED:
                found[one.pk] = one
        elif above is not None and above.state != SuggestionState.SPLIT and one.pk not in kept:
            within += in_cut
        elif above is not None and above.state == SuggestionState.SPLIT:
            if one.part or one.pk in kept:
                found[one.pk] = one
        elif in_cut or one.pk in kept:
            found[one.pk] = one
    return [one for one in found.values() if one.state != SuggestionState.SPLIT], within


def _stands_in(one: Suggestion, cut: int) -> bool:
    return one.first_cut is not None and one.first_cut <= cut <= one.last_cut


def _fill(cards: dict[int, Card], run: SuggestionRun) -> None:
    """Counts and the quotations shown; three queries however many suggestions there are."""
    keys = {one.pk for card in cards.values() for one in card.whole}
    passages = visible_passages(run.project).filter(suggestion__in=keys)
    passages = passages.annotate(root=Coalesce(F("suggestion__merged_into_id"), F("suggestion_id")))
    counts = {
        "size": Count("pk"), "cases": Count(PERSON, distinct=True),
        "borderline": Count("pk", filter=Q(borderline=True)), "by_hand": Count("pk", filter=Q(by_hand=True)),
    }  # fmt: skip
    for row in passages.order_by().values("root").annotate(**counts):
        if card := cards.get(row["root"]):
            card.size, card.cases, card.borderline, card.by_hand = (row[name] for name in counts)
    decided = SuggestedPassage.objects.filter(suggestion__run=run, suggestion__state__in=DECIDED).values("passage")
    open_ones = passages.exclude(suggestion__state__in=DECIDED).filter(passage__in=decided)
    for row in open_ones.order_by().values("root").annotate(n=Count("passage", distinct=True)):
        if card := cards.get(row["root"]):
            card.elsewhere = row["n"]
    shown = passages.filter(Q(exemplar__isnull=False) | Q(contrast=True)).select_related("source__case", "case")
    shown = shown.select_related("source__question").defer("source__text").order_by("exemplar", "-score", "pk")
    by_root: dict[int, list[SuggestedPassage]] = defaultdict(list)
    for passage in shown:
        by_root[passage.root].append(passage)
    for root, found in by_root.items():
        if card := cards.get(root):
            card.exemplars = [one for one in found if one.exemplar is not None]
            card.contrasts = [one for one in found if one.contrast]


def card_of(suggestion: Suggestion) -> Card:
    """Return one suggestion with its counts, its subthemes, and what was merged into it."""
    run = suggestion.run
    visible = list(suggestions_of(run.project).filter(run=run))
    veiled(run.project, visible)
    family = Family.of(run.pk, visible)
    card = Card(suggestion, absorbed=[one for one in visible if one.merged_into_id == suggestion.pk])
    card.parts = [Card(part) for one in card.whole for part in family.parts(one) if part.merged_into_id is None]
    _fill({one.suggestion.pk: one for one in (card, *card.parts)}, run)
    return card


def people_in(run: SuggestionRun, cards: Collection[Card]) -> dict[int, set[int]]:
    """Return who stands behind each card, by the key of its suggestion; cases whose words they are known to be."""
    keys = {one.pk for card in cards for one in card.whole}
    rows = visible_passages(run.project).filter(suggestion__in=keys, case__isnull=False)
    rows = rows.annotate(root=Coalesce(F("suggestion__merged_into_id"), F("suggestion_id")))
    found: dict[int, set[int]] = defaultdict(set)
    for root, case in rows.order_by().values_list("root", "case").distinct():
        found[root].add(case)
    return found


def open_suggestions(run: SuggestionRun, cut: int | None = None, without: Iterable[int] = ()) -> list[Suggestion]:
    """Return what passages may be moved to: open suggestions in view, without those named."""
    shown = shown_of(run, cut)
    left = set(without)
    found = []
    for card in (*shown.open, *shown.folded):
        found += [one.suggestion for one in (card, *card.parts)]
    return [one for one in found if one.state == SuggestionState.PROPOSED and one.pk not in left]


__all__ = ["Card", "Shown", "card_of", "cards_of", "cut_asked", "open_suggestions", "people_in", "shown_of", "whole"]
