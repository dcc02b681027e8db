"""The passages of a run on a plane, told apart by suggestion, by theme or by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coding.codebook.models import Code
from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from themes.catalogue.models import Theme
from themes.catalogue.queries import visible_quotations
from themes.suggestions.cards import shown_of
from themes.suggestions.models import RunPassage, SuggestedPassage, SuggestionRun
from themes.suggestions.queries import run_passages
from workbench.membership.models import Membership

MOST_POINTS = 5000
SUGGESTION, THEME, CODE = "suggestion", "theme", "code"

Spans = dict[int, list[tuple[int, int, int]]]  # by source: start, end, key


@dataclass(frozen=True)
class Plane:
    """Points of a run and what each belongs to: `of[way][i]` is the place of a group in `groups[way]`, None for none.

    `all` counts the passages of the run, of which the points may be a part.
    """

    passages: list[RunPassage]
    groups: dict[str, list[tuple[int, str]]]
    of: dict[str, list[int | None]]
    all: int

    def data(self) -> dict[str, Any]:
        """Return what the page draws: points as [key, x, y, suggestion, theme, code, words, who]."""
        return {
            "groups": {way: [label for _key, label in found] for way, found in self.groups.items()},
            "points": [
                [one.pk, one.x, one.y, *(self.of[way][place] for way in self.of), one.text, _who(one)]
                for place, one in enumerate(self.passages)
            ],
        }


def _who(one: RunPassage) -> str:
    name = one.source.name
    return name if one.case is None or one.case.name == name else f"{one.case.name} · {name}"


def plane_of(run: SuggestionRun, viewer: Membership | None, cut: int | None) -> Plane:
    """Return the map of a run in a cut, as the viewer may see it; a fixed number of queries.

    Of more passages than can be drawn every so-manieth is, so that the picture stays the same.
    """
    rows = run_passages(run).filter(x__isnull=False).order_by("pk")
    count = rows.count()
    step = -(-count // MOST_POINTS) or 1
    keys = list(rows.values_list("pk", flat=True))[::step] if step > 1 else None
    drawn = rows.select_related("source__question", "source__case", "case").defer("source__text")
    chosen = set(keys or ())
    passages = [one for one in drawn.iterator() if keys is None or one.pk in chosen]
    groups, of = {}, {}
    for way, found, labels in (
        (SUGGESTION, *_by_suggestion(run, cut, passages)),
        (THEME, *_by_theme(run, passages)),
        (CODE, *_by_code(run, viewer, passages)),
    ):
        groups[way], of[way] = _numbered(found, labels)
    return Plane(passages, groups, of, count)


def _numbered(found: list[int | None], labels: dict[int, str]) -> tuple[list[tuple[int, str]], list[int | None]]:
    """The groups in the order of their names on the page, and the place of each point's group among them."""
    present = {key for key in found if key in labels}
    ordered = [(key, label) for key, label in labels.items() if key in present]
    place = {key: number for number, (key, _label) in enumerate(ordered)}
    return ordered, [place.get(key) if key is not None else None for key in found]


Found = tuple[list[int | None], dict[int, str]]


def _by_suggestion(run: SuggestionRun, cut: int | None, passages: list[RunPassage]) -> Found:
    shown = shown_of(run, cut)
    root = {one.pk: card.suggestion.pk for card in shown.all for one in card.whole}
    labels = {card.suggestion.pk: card.suggestion.label for card in shown.all}
    rows = SuggestedPassage.objects.filter(suggestion__in=root).values_list("passage", "suggestion")
    # What was decided says where a passage stands, whatever stands in the cut.
    decided = {card.suggestion.pk for card in shown.decided}
    of: dict[int, int] = {}
    for passage, suggestion in rows.order_by("suggestion"):
        if of.get(passage) not in decided:
            of[passage] = root[suggestion]
    return [of.get(one.pk) for one in passages], labels


def _by_theme(run: SuggestionRun, passages: list[RunPassage]) -> Found:
    rows = visible_quotations(run.project).filter(theme__isnull=False).values_list("source", "start", "end", "theme")
    labels = dict(Theme.objects.filter(project=run.project_id).values_list("pk", "name"))
    return _covering(_by_source(rows), passages), labels


def _by_code(run: SuggestionRun, viewer: Membership | None, passages: list[RunPassage]) -> Found:
    rows = visible_codings(run.project, viewer).order_by("layer", "created_at", "pk")
    spans = rows.values_list("source", "start", "end", "code", "layer")
    agreed = {source for source, *_rest, layer in spans if layer == Layer.CONSENSUS}
    # Where there is a consensus, it speaks for all.
    kept = (row[:4] for row in spans if row[4] == Layer.CONSENSUS or row[0] not in agreed)
    labels = dict(Code.objects.filter(project=run.project_id).order_by("position", "pk").values_list("pk", "name"))
    return _covering(_by_source(kept), passages), labels


def _by_source(rows: Iterable[tuple[int, int, int, int]]) -> Spans:
    found: Spans = defaultdict(list)
    for source, start, end, key in rows:
        found[source].append((start, end, key))
    return found


def _covering(spans: Spans, passages: list[RunPassage]) -> list[int | None]:
    """The key of the span that covers most of each passage, the first of equals; at least half of it."""
    found = []
    for one in passages:
        best, key = (one.end - one.start) / 2, None
        for start, end, of in spans.get(one.source_id, ()):
            shared = min(end, one.end) - max(start, one.start)
            if shared > best or (key is None and shared == best):
                best, key = shared, of
        found.append(key)
    return found
