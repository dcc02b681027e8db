"""From passages and their vectors to proposed themes: groups, labels, exemplars, how far to trust them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coding.sources.languages import are_english
from themes.clustering.groups import find_groups
from themes.clustering.stability import CAME_BACK, SHARE_DRAWN, draws_for
from themes.clustering.tree import Cut, Group, Tree
from themes.clustering.vectors import LETTERS_WEIGHT, WORDS_WEIGHT, blend, lexical_vectors, unit
from themes.embeddings.passages import Passage
from themes.embeddings.word_pieces import word_vectors
from themes.suggestions.exemplars import closest, most_different
from themes.suggestions.keywords import Labelled, Said, Target, label_groups
from themes.suggestions.languages import note_on_language
from themes.suggestions.phrasebook import Phrasebook, phrasebook_of
from themes.suggestions.phrases import Phrase, phrases_of

STRONG, FAIR = 0.6, 0.4
# A mean silhouette that is as good as clause-level themes get.
FULL_SILHOUETTE = 0.2

# More passages than this are sampled for the phrases that labels are made of.
MOST_PARSED = 4000

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
    `exemplars`, `contrasts` and `borderline` are places in the input. `node` is that of the tree. Of all cuts
    together (themes.suggestions.cutting) it says in which it stands, and `centroid` is the direction of its middle from
    that of all.
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
    borderline: tuple[int, ...] = ()
    node: int = -1
    first_cut: int | None = None
    last_cut: int | None = None
    part: bool = False
    centroid: tuple[float, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What other cuts of a run are made from: the tree, the phrases, and which passages a row stands for.

    Row i stands for the passages `places[starts[i]:starts[i + 1]]`.
    """

    tree: Tree
    phrasebook: Phrasebook
    starts: NDArray[np.int32]
    places: NDArray[np.int32]

    def row_of(self) -> NDArray[np.int64]:
        """The row that stands for each passage."""
        rows = np.empty(len(self.places), dtype=np.int64)
        rows[self.places] = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return rows

    def passages(self, row: int) -> tuple[int, ...]:
        return tuple(self.places[self.starts[row] : self.starts[row + 1]].tolist())


@dataclass(frozen=True, slots=True)
class Proposals:
    """`reason` says why there are no suggestions; `notes` what a reader of them should know.

    `kept` is what other cuts are made from; None where nothing was grouped.
    """

    suggestions: tuple[Suggestion, ...] = ()
    unassigned: tuple[int, ...] = ()
    parameters: dict[str, object] = field(default_factory=dict)
    reason: str = ""
    notes: tuple[str, ...] = ()
    kept: Kept | None = field(default=None, compare=False, repr=False)


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
    seed: int,
    themes: int | None = None,
    only_english: bool | None = True,
    progress: Progress = lambda step, share: None,
) -> Proposals:
    """Propose themes for passages with their `vectors` (n, d).

    The same passages and seed give the same answer in any order. `themes` asks for a number of themes in
    place of the usual one; `only_english` is what the model of the vectors reads, None where nobody knows;
    `progress(step, share done)` may raise to stop.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order, and a worker is one core
        return _propose(passages, vectors, seed, themes, only_english, progress)


def _propose(
    passages: Sequence[Passage],
    vectors: Floats,
    seed: int,
    themes: int | None,
    only_english: bool | None,
    progress: Progress,
) -> Proposals:
    distinct = distinct_texts(passages)
    meaning = unit(vectors[[places[0] for places in distinct.places]]) if passages else vectors
    english = are_english(distinct.texts)
    progress("grouping", 0.0)
    grouping = find_groups(
        _blended(meaning, distinct.texts, english=english) if passages else meaning,
        distinct.cases,
        seed=seed,
        themes=themes,
        on_draw=lambda done, total: progress("grouping", 0.6 * done / total),
    )
    parameters = {
        **grouping.parameters,
        "seed": seed,
        "themes_asked_for": themes,
        "letters_weight": LETTERS_WEIGHT,
        "words_weight": WORDS_WEIGHT if english else 0,
        "draws": draws_for(len(distinct.texts)),
        "share_of_cases_drawn": SHARE_DRAWN,
    }
    if grouping.tree is None or not grouping.groups:
        everything = tuple(range(len(passages)))
        return Proposals((), everything, parameters, grouping.reason)
    progress("labels", 0.6)
    book = phrasebook_of(_phrases(distinct.texts, seed, english=english), distinct.cases)
    kept = _kept(grouping.tree, book, distinct)
    progress("exemplars", 0.95)
    found = Cut(grouping.groups, grouping.unassigned)
    suggestions, unassigned = as_suggestions(kept, found, passages)
    notes = () if english else (note_on_language(only_english),)
    return Proposals(suggestions, unassigned, parameters, "", notes, kept)


def _blended(meaning: Floats, texts: Sequence[str], *, english: bool) -> Floats:
    """What passages mean as a whole, the letters they use, and in English what their words mean one by one."""
    kinds = [(meaning, 1.0), (lexical_vectors(texts), LETTERS_WEIGHT)]
    return blend(*kinds, *([(word_vectors(texts), WORDS_WEIGHT)] if english else []))


def _phrases(texts: Sequence[str], seed: int, *, english: bool) -> list[set[Phrase]]:
    """The phrases of every text; in large studies those of a sample only, since parsing takes the longest."""
    if len(texts) <= MOST_PARSED:
        return phrases_of(texts, english=english)
    found: list[set[Phrase]] = [set() for _ in texts]
    sample = np.sort(np.random.default_rng(seed).permutation(len(texts))[:MOST_PARSED])
    for row, phrases in zip(sample, phrases_of([texts[row] for row in sample], english=english), strict=True):
        found[row] = phrases
    return found


def _kept(tree: Tree, book: Phrasebook, distinct: Distinct) -> Kept:
    starts = np.append(0, np.cumsum([len(places) for places in distinct.places])).astype(np.int32)
    return Kept(tree, book, starts, np.array([one for row in distinct.places for one in row], dtype=np.int32))


def as_suggestions(
    kept: Kept, found: Cut, passages: Sequence[Passage]
) -> tuple[tuple[Suggestion, ...], tuple[int, ...]]:
    """The groups of a cut as suggestions, and the passages that are in none."""
    labels = _labels(kept, found.groups, passages)
    suggestions = tuple(
        _suggestion(number, group, label, passages=passages, kept=kept)
        for number, (group, label) in enumerate(zip(found.groups, labels, strict=True), start=1)
    )
    return suggestions, tuple(sorted(place for row in found.unassigned for place in kept.passages(row)))


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


def _labels(kept: Kept, groups: Sequence[Group], passages: Sequence[Passage]) -> list[Labelled]:
    tree, rows = kept.tree, len(kept.starts) - 1
    ones = np.ones(len(tree.case_numbers), dtype=np.float32)
    cases = sparse.csr_matrix((ones, tree.case_numbers, tree.case_starts))
    return label_groups(
        [_target(group, groups, rows) for group in groups],
        texts=[passages[place].text for place in kept.places[kept.starts[:-1]]],
        said=Said(kept.phrasebook, cases, tree.wide),
    )


def _target(group: Group, groups: Sequence[Group], rows: int) -> Target:
    """A theme is told apart from all else, a subtheme from the rest of its theme."""
    around = range(rows) if group.parent is None else groups[group.parent].members
    inside = set(group.members)
    return Target(group.members, tuple(row for row in around if row not in inside))


def _suggestion(number: int, group: Group, label: Labelled, *, passages: Sequence[Passage], kept: Kept) -> Suggestion:
    members, support = _members(group, kept)
    places = [member.place for member in members]
    scores = np.array([member.score for member in members])
    texts, cases = [passages[place].text for place in places], [passages[place].case for place in places]
    best = closest(scores, support, texts, cases)
    different = most_different(scores, texts, cases, best)
    return Suggestion(
        id=number,
        parent=None if group.parent is None else group.parent + 1,
        part=group.parent is not None,
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
        node=group.node,
    )


def _members(group: Group, kept: Kept) -> tuple[list[Member], list[float]]:
    """The group's passages, the one nearest its middle first, and the support of each where it is defined."""
    vectors = kept.tree.wide[list(group.members)]
    scores = vectors @ unit(vectors.mean(axis=0)[None, :])[0]
    support = group.support or [0.0] * len(group.members)
    found = [
        (Member(place, round(float(score), 4)), steady)
        for row, score, steady in zip(group.members, scores, support, strict=True)
        for place in kept.passages(row)
    ]
    found.sort(key=lambda one: (-one[0].score, one[0].place))
    return [member for member, _ in found], [steady for _, steady in found] if group.support else []


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
