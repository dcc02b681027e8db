"""Suggestions side by side that are alike, and passages most like each other where there are too few for groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from themes.clustering.similar import most_similar
from themes.clustering.vectors import unit
from themes.embeddings.queries import hash_of, known_vectors
from themes.suggestions.cards import Card, shown_of
from themes.suggestions.likeness import nearest, pairs_alike
from themes.suggestions.models import RunPassage, Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.queries import run_passages

# Pairs that are less alike than this are not worth comparing, and more than so many nobody reads.
USUAL, MOST_PAIRS = 0.2, 30
MOST_LISTED, LISTED_EACH = 200, 3
# So many passages tell where the middle of a run lies.
SAMPLED = 500


@dataclass(frozen=True)
class CardPair:
    """Two suggestions and how alike their middles are: 1 is the same, 0 no more than any two of this study."""

    first: Card
    second: Card
    cosine: float

    @property
    def both(self) -> tuple[Card, Card]:
        return self.first, self.second


def pairs_of(run: SuggestionRun, cut: int | None, above: float = USUAL) -> list[CardPair]:
    """Return the pairs of open suggestions in a cut that are alike, the most alike first."""
    shown = shown_of(run, cut).open
    cards = {
        card.suggestion.pk: card
        for card in shown
        if card.suggestion.centroid and card.suggestion.state == SuggestionState.PROPOSED
    }
    if len(cards) < 2:
        return []
    middles = np.stack([np.frombuffer(card.suggestion.centroid, dtype="<f4") for card in cards.values()])
    found = pairs_alike(list(cards), middles, above)[:MOST_PAIRS]
    return [CardPair(cards[pair.first], cards[pair.second], pair.cosine) for pair in found]


def lists_of_alike(run: SuggestionRun) -> list[tuple[RunPassage, list[tuple[RunPassage, float]]]]:
    """Return each passage of a small run with those most like it; empty where their vectors are not known."""
    rows = run_passages(run).select_related("source__case", "source__question", "case").defer("source__text")
    passages = list(rows[:MOST_LISTED])
    hashes = [hash_of(passage.text) for passage in passages]
    known = known_vectors(hashes, run.parameters.get("model", ""))
    if len(passages) < 2 or any(one not in known for one in hashes):
        return []
    vectors = unit(np.stack([known[one] for one in hashes]))
    alike = most_similar(vectors, LISTED_EACH)
    return [
        (passage, [(passages[place], cosine) for place, cosine in found])
        for passage, found in zip(passages, alike, strict=True)
    ]


def name_nearest(run: SuggestionRun, passages: Sequence[RunPassage], targets: Sequence[Suggestion]) -> None:
    """Give each passage `near`, the target its words are most like, or None; two queries, whatever their number."""
    hashes = [hash_of(passage.text) for passage in passages]
    sample = [hash_of(text) for text in run_passages(run).order_by("pk").values_list("text", flat=True)[:SAMPLED]]
    known = known_vectors(list({*hashes, *sample}), run.parameters.get("model", ""))
    seen = [known[one] for one in sample if one in known]
    middle = np.mean(seen, axis=0) if seen else None
    middles = [(one.pk, np.frombuffer(one.centroid, dtype="<f4")) for one in targets if one.centroid]
    by_key = {one.pk: one for one in targets}
    for passage, text in zip(passages, hashes, strict=True):
        passage.near = None
        if middle is not None and text in known:
            direction = unit((known[text] - middle)[None, :])[0]
            passage.near = by_key.get(nearest(direction, middles, 0))
