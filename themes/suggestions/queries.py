"""Reading suggestions. What tells of coded quotations on a source that is being coded blind is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from coding.codings.visibility import sealed_source_ids
from themes.suggestions.models import PassageKind, SuggestedPassage, Suggestion, SuggestionRun, SuggestionState
from workbench.projects.models import Project

# Who said it: the case, or the source where nobody knows.
PERSON = Coalesce(F("case_id"), F("source_id") * -1)


# The most trustworthy are read first.
STRENGTHS = {"strong": 0, "fair": 1, "tentative": 2}


@dataclass
class Card:
    """A suggestion with what was merged into it, as a page shows it."""

    suggestion: Suggestion
    size: int = 0
    cases: int = 0
    absorbed: list[Suggestion] = field(default_factory=list)
    exemplars: list[SuggestedPassage] = field(default_factory=list)
    contrasts: list[SuggestedPassage] = field(default_factory=list)
    parts: list[Card] = field(default_factory=list)

    @property
    def key_phrases(self) -> list[str]:
        phrases = [phrase for one in (self.suggestion, *self.absorbed) for phrase in one.key_phrases]
        return list(dict.fromkeys(phrases))[:7]


def runs_of(project: Project) -> QuerySet[SuggestionRun]:
    """Return the runs of the project, the newest first."""
    return SuggestionRun.objects.filter(project=project).select_related("made_by")


def suggestions_of(project: Project) -> QuerySet[Suggestion]:
    """Return the suggestions that every member may see: labels and phrases tell of coded quotations as well."""
    found = Suggestion.objects.filter(run__project=project).select_related("run__project", "merged_into")
    if sealed_source_ids(project):
        seen = visible_passages(project).filter(suggestion=OuterRef("pk"))
        found = found.filter(~Q(run__kind=PassageKind.QUOTATIONS) | Exists(seen))
    return found


def is_closed(run: SuggestionRun) -> bool:
    """Say whether the run's totals would tell of codings on a source that is being coded blind."""
    return run.kind == PassageKind.QUOTATIONS and bool(sealed_source_ids(run.project))


def hidden_in(run: SuggestionRun) -> int:
    """Return how many themes of the run nobody sees while sources are coded blind."""
    tops = Suggestion.objects.filter(run=run, parent=None, merged_into=None)
    return tops.count() - suggestions_of(run.project).filter(run=run, parent=None, merged_into=None).count()


def visible_passages(project: Project, suggestions: Iterable[Suggestion] | None = None) -> QuerySet[SuggestedPassage]:
    """Return passages of suggestions (all of the project's by default) that every member may see."""
    passages = SuggestedPassage.objects.filter(suggestion__run__project=project)
    if suggestions is not None:
        passages = passages.filter(suggestion__in=list(suggestions))
    if sealed := sealed_source_ids(project):
        passages = passages.exclude(Q(suggestion__run__kind=PassageKind.QUOTATIONS) & Q(source__in=sealed))
    return passages


def whole(suggestion: Suggestion) -> list[Suggestion]:
    """Return the suggestion and what was merged into it."""
    return [suggestion, *Suggestion.objects.filter(merged_into=suggestion)]


def cards_of(run: SuggestionRun) -> list[Card]:
    """Return the themes of a run, the strongest first, with their subthemes and what was merged into them."""
    suggestions = list(suggestions_of(run.project).filter(run=run).select_related("settled_by"))
    cards = {one.pk: Card(one) for one in suggestions if one.merged_into_id is None}
    for one in suggestions:
        if one.merged_into_id in cards:
            cards[one.merged_into_id].absorbed.append(one)
    _fill(cards, run)
    merged = {one.pk: one.merged_into_id or one.pk for one in suggestions}
    tops = []
    for card in cards.values():
        above = merged.get(card.suggestion.parent_id) if card.suggestion.parent_id else None
        (cards[above].parts if above in cards and above != card.suggestion.pk else tops).append(card)
    return sorted(tops, key=lambda card: STRENGTHS.get(card.suggestion.strength, len(STRENGTHS)))


def _fill(cards: dict[int, Card], run: SuggestionRun) -> None:
    """Counts and the quotations shown; two queries however many suggestions there are."""
    passages = visible_passages(run.project).filter(suggestion__run=run)
    passages = passages.annotate(root=Coalesce(F("suggestion__merged_into_id"), F("suggestion_id")))
    rows = passages.order_by().values("root").annotate(size=Count("pk"), cases=Count(PERSON, distinct=True))
    for row in rows:
        if row["root"] not in cards:
            continue
        cards[row["root"]].size, cards[row["root"]].cases = row["size"], row["cases"]
    shown = passages.filter(Q(exemplar__isnull=False) | Q(contrast=True)).select_related("source__case", "case")
    shown = shown.select_related("source__question").defer("source__text").order_by("exemplar", "-score", "pk")
    by_root: dict[int, list[SuggestedPassage]] = defaultdict(list)
    for passage in shown:
        by_root[passage.root].append(passage)
    for root, found in by_root.items():
        if root not in cards:
            continue
        cards[root].exemplars = [one for one in found if one.exemplar is not None]
        cards[root].contrasts = [one for one in found if one.contrast]


def card_of(suggestion: Suggestion) -> Card:
    """Return one suggestion with its counts."""
    rows = whole(suggestion)
    found = visible_passages(suggestion.run.project, rows)
    counts = found.aggregate(size=Count("pk"), people=Count(PERSON, distinct=True))
    absorbed = suggestions_of(suggestion.run.project).filter(merged_into=suggestion)
    return Card(suggestion, counts["size"], counts["people"], list(absorbed))


def passages_behind(suggestion: Suggestion) -> QuerySet[SuggestedPassage]:
    """Return all passages of the suggestion and of what was merged into it, the nearest to the middle first."""
    found = visible_passages(suggestion.run.project, whole(suggestion))
    return (
        found.select_related("source__case", "source__question", "case").defer("source__text").order_by("-score", "pk")
    )


def still_open(run: SuggestionRun) -> int:
    """Return how many themes of the run nobody has settled yet."""
    return run.suggestions.filter(state=SuggestionState.PROPOSED, parent=None).count()
