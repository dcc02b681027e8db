"""What no theme holds, and where one might look for what speaks against a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from coding.cases.groups import natural
from coding.cases.queries import said_by_ids
from coding.cases.voices import CaseFinder
from coding.codebook.models import Code
from coding.quotations.layers import ALL, layer_codings
from coding.quotations.queries import NEVER, Counts, code_counts
from coding.sources.models import Case, Source
from themes.catalogue.models import Stance, Theme, ThemeCode
from themes.catalogue.queries import NONE, Support, all_evidence, parents_of, rolled_up, support_in, theme_tree
from themes.catalogue.tree import Node, with_descendants
from themes.embeddings.passages import are_alike, distinct_spans
from workbench.membership.models import Membership
from workbench.projects.models import Project


@dataclass(frozen=True)
class Free:
    """A coded passage that no theme holds, with the codes on these words."""

    source: int
    start: int
    end: int
    text: str
    codes: tuple[int, ...]


@dataclass
class Coverage:
    """What the themes hold and what they do not; `passages` are all different coded passages of the study."""

    themes: list[tuple[Node, Support]]
    cases: int
    codes: list[tuple[Code, Counts]]
    unheard: list[Case]
    free: list[Free]
    passages: int
    sources: list[Source]


@dataclass
class Elsewhere:
    """A case with no passage that supports a theme: its sources, how many codings they have, what speaks against."""

    case: Case
    sources: list[Source] = field(default_factory=list)
    codings: int = 0
    against: int = 0


def coverage_of(viewer: Membership) -> Coverage:
    """Return what no theme holds, as far as the viewer sees it; a constant number of queries."""
    project = viewer.project
    evidence = all_evidence(project, viewer)
    support = support_in(evidence, parents_of(project))
    held: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in evidence:
        held[one.source].append((one.start, one.end))
    people = {one.person for one in evidence}
    cases = list(Case.objects.filter(project=project))
    free, passages = _free(viewer, held)
    sources = Source.objects.filter(project=project, no_answer=False).defer("text").exclude(pk__in=list(held))
    return Coverage(
        themes=[(node, support.get(node.theme.pk, NONE)) for node in theme_tree(project)],
        cases=len(cases),
        codes=_free_codes(viewer),
        unheard=sorted((one for one in cases if one.pk not in people), key=lambda one: natural(one.name)),
        free=free,
        passages=passages,
        sources=sorted(sources.filter(question=None), key=lambda one: natural(one.name)),
    )


def _free_codes(viewer: Membership) -> list[tuple[Code, Counts]]:
    held = ThemeCode.objects.filter(theme__project=viewer.project).values("code")
    codes = Code.objects.filter(project=viewer.project, retired_at=None, codable=True).exclude(pk__in=held)
    counts = code_counts(viewer.project, viewer, ALL)
    return [(code, counts.get(code.pk, NEVER)) for code in codes]


def _free(viewer: Membership, held: dict[int, list[tuple[int, int]]]) -> tuple[list[Free], int]:
    """Return the coded passages that share no words to speak of with a theme's, and how many passages there are."""
    rows = layer_codings(viewer.project, viewer, ALL).order_by("source_id", "start", "-end")
    spans: dict[int, dict[tuple[int, int], tuple[str, set[int]]]] = defaultdict(dict)
    for source, start, end, quote, code in rows.values_list("source_id", "start", "end", "quote", "code_id"):
        spans[source].setdefault((start, end), (quote, set()))[1].add(code)
    found, passages = [], 0
    for source, marked in spans.items():
        distinct = distinct_spans(marked)
        passages += len(distinct)
        for span in distinct:
            if any(are_alike(span, other) for other in held.get(source, ())):
                continue
            text, codes = marked[span]
            found.append(Free(source, *span, text, tuple(sorted(codes))))
    return found, passages


def elsewhere_of(theme: Theme, viewer: Membership) -> tuple[list[Elsewhere], int]:
    """Return the cases in which nothing supports the theme or its subthemes, and how many cases there are.

    Those whose texts nobody has coded come last: where nothing was looked for, nothing was found.
    """
    project = theme.project
    parents = parents_of(project)
    evidence = all_evidence(project, viewer, themes=with_descendants(parents, theme.pk))
    sides = {
        stance: rolled_up(evidence, parents, stance).get(theme.pk, {}) for stance in (Stance.SUPPORTS, Stance.AGAINST)
    }
    speaking = {one.person for one in sides[Stance.SUPPORTS].values()}
    denying = [one.person for one in sides[Stance.AGAINST].values()]
    cases = list(Case.objects.filter(project=project))
    silent = {case.pk: Elsewhere(case, against=denying.count(case.pk)) for case in cases if case.pk not in speaking}
    _add_sources(project, silent)
    _add_codings(viewer, silent)
    order = sorted(silent.values(), key=lambda one: (not one.codings, natural(one.case.name)))
    return order, len(cases)


def _add_sources(project: Project, silent: dict[int, Elsewhere]) -> None:
    said = said_by_ids(list(silent))
    wanted = {pk for one in said.values() for pk in one.transcripts | one.answers}
    rows = Source.objects.filter(project=project, no_answer=False).select_related("question").defer("text")
    # Asked for by key where they are few; else all of the study are read at once.
    rows = rows.filter(pk__in=wanted) if len(wanted) < 500 else rows
    sources = {row.pk: row for row in rows}
    for case, one in said.items():
        found: Iterable[int] = sorted(one.transcripts) + sorted(one.answers)
        silent[case].sources = [sources[pk] for pk in found if pk in sources]


def _add_codings(viewer: Membership, silent: dict[int, Elsewhere]) -> None:
    finder = CaseFinder(viewer.project)
    rows = layer_codings(viewer.project, viewer, ALL).order_by()
    for source, own, start, end in rows.values_list("source_id", "source__case_id", "start", "end"):
        one = silent.get(finder.at(source, start, end) or own)
        if one is not None:
            one.codings += 1
