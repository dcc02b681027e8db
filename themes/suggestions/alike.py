"""Suggestions side by side that are alike, and passages most like each other where there are too few for groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themes.clustering.similar import most_similar
from themes.clustering.vectors import unit
from themes.embeddings.queries import hash_of, known_vectors
from themes.suggestions.cards import Card, shown_of
from themes.suggestions.likeness import pairs_alike
from themes.suggestions.models import RunPassage, SuggestionRun, SuggestionState
from themes.suggestions.queries import run_passages

# Pairs that are less alike than this are not worth comparing, and more than so many nobody reads.
USUAL, MOST_PAIRS = 0.2, 30
MOST_LISTED, LISTED_EACH = 200, 3


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
