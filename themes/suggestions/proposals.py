"""From passages and their vectors to proposed themes: groups, labels, exemplars, how far to trust them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coding.sources.languages import are_english
from themes.clustering.groups import Clustering, Group, find_groups
from themes.clustering.stability import CAME_BACK, DRAWS, SHARE_DRAWN
from themes.clustering.vectors import LEXICAL_WEIGHT, blend, lexical_vectors, unit
from themes.embeddings.passages import Passage
from themes.suggestions.exemplars import closest, most_different
from themes.suggestions.keywords import Encode, Labelled, Target, label_groups
from themes.suggestions.phrases import phrases_of

STRONG, FAIR = 0.6, 0.4
# A mean silhouette that is as good as clause-level themes get.
FULL_SILHOUETTE = 0.2
NOT_ENGLISH = (
    "The passages do not look English. They were grouped mostly by the words they share, "
    "and labels are word sequences instead of phrases."
)

Floats = NDArray[np.float32]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Member:
    """A passage by its place in the input, and its cosine with the middle of the group."""

    place: int
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate theme; a subtheme names its `parent` and its passages are among the parent's.

    `stability` is the mean best Jaccard over re-draws of cases, None where it is undefined;
    `exemplars` and `contrasts` are places in the input.
    """

    id: int
    parent: int | None
    label: str
    key_phrases: tuple[str, ...]
    size: int
    cases: int
    stability: float | None
    came_back: int
    draws: int
    coherence: float
    silhouette: float
    strength: str
    exemplars: tuple[int, ...]
    contrasts: tuple[int, ...]
    passages: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """`reason` says why there are no suggestions; `notes` what a reader of them should know."""

    suggestions: tuple[Suggestion, ...] = ()
    unassigned: tuple[int, ...] = ()
    parameters: dict[str, object] = field(default_factory=dict)
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distinct:
    """The different texts in alphabetical order, so that the order of the input changes nothing.

    Row i stands for the passages `places[i]` and the people `cases[i]`.
    """

    texts: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]
    cases: tuple[frozenset[Hashable], ...]


def propose(
    passages: Sequence[Passage],
    vectors: Floats,
    *,
    encode: Encode,
    seed: int,
    themes: int | None = None,
    progress: Progress = lambda step, share: None,
) -> Proposals:
    """Propose themes for passages with `vectors` (n, d) that `encode` made.

    The same passages and seed give the same answer in any order. `themes` asks for a number of themes in
    place of the usual one; `progress(step, share done)` may raise to stop.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order, and a worker is one core
        return _propose(passages, vectors, encode=encode, seed=seed, themes=themes, progress=progress)


def _propose(
    passages: Sequence[Passage],
    vectors: Floats,
    *,
    encode: Encode,
    seed: int,
    themes: int | None,
    progress: Progress,
) -> Proposals:
    distinct = distinct_texts(passages)
    meaning = unit(vectors[[places[0] for places in distinct.places]]) if passages else vectors
    progress("grouping", 0.0)
    grouping = find_groups(
        blend(meaning, lexical_vectors(distinct.texts)) if passages else meaning,
        distinct.cases,
        seed=seed,
        themes=themes,
        on_draw=lambda done, total: progress("grouping", 0.6 * done / total),
    )
    parameters = _parameters(grouping, seed, themes)
    unassigned = _places(distinct, grouping.unassigned)
    if not grouping.groups:
        return Proposals((), unassigned, parameters, grouping.reason)
    progress("labels", 0.6)
    english = are_english(distinct.texts)
    labels = _labels(grouping, distinct, meaning, encode, english=english)
    progress("exemplars", 0.95)
    suggestions = tuple(
        _suggestion(number, group, label, passages=passages, distinct=distinct, meaning=meaning)
        for number, (group, label) in enumerate(zip(grouping.groups, labels, strict=True), start=1)
    )
    return Proposals(suggestions, unassigned, parameters, "", () if english else (NOT_ENGLISH,))


def distinct_texts(passages: Sequence[Passage]) -> Distinct:
    """Passages that differ only in spaces, capitals or a final full stop are one."""
    found: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        found.setdefault(_sameness(passage.text), []).append(place)
    rows = [sorted(found[key], key=lambda place: _identity(passages[place])) for key in sorted(found)]
    return Distinct(
        tuple(passages[places[0]].text for places in rows),
        tuple(tuple(places) for places in rows),
        tuple(frozenset(passages[place].case for place in places) for places in rows),
    )


def _sameness(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!")


def _identity(passage: Passage) -> tuple[str, str, int]:
    return (passage.text, str(passage.source), passage.start)


def _places(distinct: Distinct, rows: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(place for row in rows for place in distinct.places[row]))


def _parameters(grouping: Clustering, seed: int, themes: int | None) -> dict[str, object]:
    return {
        **grouping.parameters,
        "seed": seed,
        "themes_asked_for": themes,
        "lexical_weight": LEXICAL_WEIGHT,
        "draws": DRAWS,
        "share_of_cases_drawn": SHARE_DRAWN,
    }


def _labels(
    grouping: Clustering, distinct: Distinct, meaning: Floats, encode: Encode, *, english: bool
) -> list[Labelled]:
    return label_groups(
        [_target(group, grouping.groups, len(distinct.texts)) for group in grouping.groups],
        texts=distinct.texts,
        phrases=phrases_of(distinct.texts, english=english),
        cases=distinct.cases,
        vectors=meaning,
        encode=encode,
    )


def _target(group: Group, groups: Sequence[Group], rows: int) -> Target:
    """A theme is told apart from all else, a subtheme from the rest of its theme."""
    around = range(rows) if group.parent is None else groups[group.parent].members
    inside = set(group.members)
    return Target(group.members, tuple(row for row in around if row not in inside))


def _suggestion(
    number: int,
    group: Group,
    label: Labelled,
    *,
    passages: Sequence[Passage],
    distinct: Distinct,
    meaning: Floats,
) -> Suggestion:
    members = _members(group, distinct, meaning)
    places = [member.place for member in members]
    scores = np.array([member.score for member in members])
    texts, cases = [passages[place].text for place in places], [passages[place].case for place in places]
    best = closest(scores, _support(group, distinct, places), texts, cases)
    different = most_different(scores, texts, cases, best)
    return Suggestion(
        id=number,
        parent=None if group.parent is None else group.parent + 1,
        label=label.label,
        key_phrases=label.key_phrases,
        size=len(places),
        cases=group.cases,
        stability=group.stability,
        came_back=group.came_back,
        draws=group.draws,
        coherence=group.coherence,
        silhouette=group.silhouette,
        strength=strength(group.stability, group.silhouette),
        exemplars=tuple(places[place] for place in best),
        contrasts=tuple(places[place] for place in different),
        passages=tuple(members),
    )


def _members(group: Group, distinct: Distinct, meaning: Floats) -> list[Member]:
    """The group's passages, the one nearest its middle first."""
    rows = list(group.members)
    offset = meaning.mean(axis=0)
    middle = unit((meaning[rows] - offset).mean(axis=0)[None, :])[0]
    scores = unit(meaning[rows] - offset) @ middle
    found = [
        Member(place, round(float(score), 4))
        for row, score in zip(rows, scores, strict=True)
        for place in distinct.places[row]
    ]
    return sorted(found, key=lambda member: (-member.score, member.place))


def _support(group: Group, distinct: Distinct, places: Sequence[int]) -> list[float]:
    """Support of every passage; empty where it is undefined."""
    if not group.support:
        return []
    of = {
        place: support
        for row, support in zip(group.members, group.support, strict=True)
        for place in distinct.places[row]
    }
    return [of[place] for place in places]


def strength(stability: float | None, silhouette: float) -> str:
    """strong, fair or tentative: half how often the group comes back, half how well it stands apart.

    What does not come back is not strong, however far apart; without re-draws a group is fair at best.
    """
    apart = min(max(silhouette / FULL_SILHOUETTE, 0.0), 1.0)
    if stability is None:
        return "fair" if apart >= STRONG else "tentative"
    value = (stability + apart) / 2
    if value >= STRONG and stability >= CAME_BACK:
        return "strong"
    return "fair" if value >= FAIR else "tentative"
