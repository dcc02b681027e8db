"""Reading suggestions. What tells of coded quotations on a source that is being coded blind is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coding.codings.visibility import sealed_source_ids
from themes.suggestions.models import (
    OF_CODINGS,
    RunPassage,
    SuggestedPassage,
    Suggestion,
    SuggestionRun,
    SuggestionState,
)
from workbench.projects.models import Project

# Who said it: the case, or the source where nobody knows.
PERSON = Coalesce(F("case_id"), F("source_id") * -1)
KEYS_AT_ONCE = 500
WORDS_IN_PLACE = 8


def runs_of(project: Project) -> QuerySet[SuggestionRun]:
    """Return the runs of the project, the newest first."""
    return SuggestionRun.objects.filter(project=project).select_related("made_by")


def suggestions_of(project: Project) -> QuerySet[Suggestion]:
    """Return the suggestions that every member may see: labels and phrases tell of coded quotations as well."""
    found = Suggestion.objects.filter(run__project=project).select_related("run__project", "merged_into")
    if sealed_source_ids(project):
        seen = visible_passages(project).filter(suggestion=OuterRef("pk"))
        found = found.filter(~Q(run__kind__in=OF_CODINGS) | Exists(seen))
    return found


def is_closed(run: SuggestionRun) -> bool:
    """Say whether the run's totals would tell of codings on a source that is being coded blind."""
    return run.kind in OF_CODINGS and bool(sealed_source_ids(run.project))


def first_shown(run: SuggestionRun) -> QuerySet[Suggestion]:
    """Return what the machine suggested in the cut that is shown first."""
    rows = Suggestion.objects.filter(run=run, split_from=None)
    if run.usual_cut is None:
        return rows.filter(parent=None)
    return rows.filter(first_cut__lte=run.usual_cut, last_cut__gte=run.usual_cut)


def hidden_in(run: SuggestionRun) -> int:
    """Return how many themes of the run nobody sees while sources are coded blind."""
    tops = first_shown(run).filter(merged_into=None)
    return tops.count() - tops.filter(pk__in=suggestions_of(run.project).filter(run=run).values("pk")).count()


def visible_passages(project: Project, suggestions: Iterable[Suggestion] | None = None) -> QuerySet[SuggestedPassage]:
    """Return passages of suggestions (all of the project's by default) that every member may see."""
    passages = SuggestedPassage.objects.filter(suggestion__run__project=project)
    if suggestions is not None:
        passages = passages.filter(suggestion__in=list(suggestions))
    if sealed := sealed_source_ids(project):
        passages = passages.exclude(Q(suggestion__run__kind__in=OF_CODINGS) & Q(source__in=sealed))
    return passages


def whole(suggestion: Suggestion) -> list[Suggestion]:
    """Return the suggestion and what was merged into it."""
    return [suggestion, *Suggestion.objects.filter(merged_into=suggestion)]


def parts_of(suggestion: Suggestion) -> list[Suggestion]:
    """Return the subthemes of the suggestion, wherever they stand below it."""
    return Family.of(suggestion.run_id).parts(suggestion)


@dataclass
class Family:
    """The suggestions of a run, and what stands below what."""

    by_key: dict[int, Suggestion]
    below: dict[int, list[Suggestion]]

    @classmethod
    def of(cls, run: int, suggestions: Iterable[Suggestion] | None = None) -> Family:
        if suggestions is None:
            suggestions = Suggestion.objects.filter(run=run).select_related("run__project")
        by_key = {one.pk: one for one in suggestions}
        below: dict[int, list[Suggestion]] = defaultdict(list)
        for one in by_key.values():
            if one.parent_id is not None:
                below[one.parent_id].append(one)
        return cls(by_key, below)

    def parts(self, suggestion: Suggestion) -> list[Suggestion]:
        """Return the subthemes below, in the order of the run; in a tree one alone divides nothing, and is none."""
        found = list(self._parts(suggestion))
        return [] if suggestion.run.cuts and len(found) == 1 else found

    def _parts(self, suggestion: Suggestion) -> Iterator[Suggestion]:
        """What stands between is passed through."""
        for child in self.below.get(suggestion.pk, ()):
            if child.part:
                yield child
            else:
                yield from self._parts(child)

    def above(self, suggestion: Suggestion) -> Iterator[Suggestion]:
        """Give what the suggestion stands below, the nearest first."""
        above = self.by_key.get(suggestion.parent_id)
        while above is not None:
            yield above
            above = self.by_key.get(above.parent_id)


def passages_behind(suggestion: Suggestion) -> QuerySet[SuggestedPassage]:
    """Return all passages of the suggestion and of what was merged into it, the nearest to the middle first.

    Those on the border come last.
    """
    found = visible_passages(suggestion.run.project, whole(suggestion)).select_related("source__case", "case")
    found = found.select_related("source__question").defer("source__text")
    return found.order_by("borderline", "-score", "pk")


def run_passages(run: SuggestionRun) -> QuerySet[RunPassage]:
    """Return the passages of the run that every member may see."""
    found = RunPassage.objects.filter(run=run)
    if run.kind in OF_CODINGS and (sealed := sealed_source_ids(run.project)):
        found = found.exclude(source__in=sealed)
    return found


def passages_by_key(run: SuggestionRun, keys: Collection[int]) -> list[RunPassage]:
    """Return those passages of the run, as far as every member may see them."""
    wanted = sorted(keys)
    batches = (wanted[first : first + KEYS_AT_ONCE] for first in range(0, len(wanted), KEYS_AT_ONCE))
    return [one for some in batches for one in run_passages(run).filter(pk__in=some)]


def loose_passages(run: SuggestionRun, cut: int | None = None) -> QuerySet[RunPassage]:
    """Return the passages of the run that no suggestion holds which is in view in this cut."""
    held = SuggestedPassage.objects.filter(passage=OuterRef("pk"))
    if cut is not None:
        in_cut = Q(suggestion__first_cut__lte=cut, suggestion__last_cut__gte=cut)
        decided = ~Q(suggestion__state__in=[SuggestionState.PROPOSED, SuggestionState.SPLIT])
        renamed = ~Q(suggestion__label=F("suggestion__machine_label"))
        held = held.filter(in_cut | decided | renamed | Q(suggestion__split_from__isnull=False))
    return run_passages(run).filter(~Exists(held))


def veiled(project: Project, suggestions: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """Let labels and key phrases say only what stands in passages that everybody may see.

    Changes the objects, not what is stored. While sources are coded blind, a group of coded quotations may be seen in
    part, and its words may come from the other part.
    """
    sealed = sealed_source_ids(project)
    of_codings = {one.pk: one for one in suggestions if one.run.kind in OF_CODINGS}
    for one in suggestions:
        one.in_part = False
    if not sealed or not of_codings:
        return suggestions
    rows = SuggestedPassage.objects.filter(suggestion__run__in={one.run_id for one in of_codings.values()})
    root = Coalesce(F("suggestion__merged_into"), F("suggestion"))
    in_part = set(rows.filter(source__in=sealed).values_list("suggestion", flat=True).distinct())
    in_part |= set(rows.filter(source__in=sealed).annotate(root=root).values_list("root", flat=True).distinct())
    texts: dict[int, list[str]] = defaultdict(list)
    seen = rows.exclude(source__in=sealed).annotate(root=root).order_by("-score", "pk")
    for pk, of_root, text in seen.values_list("suggestion", "root", "text"):
        for key in {pk, of_root} & in_part:
            texts[key].append(text)
    for pk in of_codings.keys() & in_part:
        _veil(of_codings[pk], texts[pk])
    return suggestions


def _veil(suggestion: Suggestion, texts: Sequence[str]) -> None:
    words = " ".join(texts).casefold()
    suggestion.in_part = True
    suggestion.key_phrases = [phrase for phrase in suggestion.key_phrases if phrase.casefold() in words]
    if not all(word.strip(".,;…“”'’") in words for word in suggestion.label.casefold().split()):
        first = " ".join(texts[0].split()[:WORDS_IN_PLACE]) if texts else ""
        suggestion.label = f"{first}…" if first else _("Suggestion")
    suggestion.machine_label = suggestion.label
