"""Reading themes and what supports them: quotations, and visible codings of their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.cases.voices import CaseFinder
from coding.codings.visibility import sealed_source_ids
from coding.quotations.layers import ALL, CONSENSUS, layer_choices, layer_codings
from themes.catalogue.models import DisplacedQuotation, Quotation, Theme
from themes.catalogue.tree import Node, in_order, with_ancestors, with_descendants
from themes.embeddings.passages import distinct_spans
from workbench.membership.models import Membership
from workbench.projects.models import Project

QUOTATIONS = "quotations"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that supports a theme; `case` is None where nobody knows whose words they are."""

    theme: int
    source: int
    case: int | None
    start: int
    end: int
    text: str

    @property
    def person(self) -> int:
        """Whose words they are; a source stands for a person where its case is unknown."""
        return -self.source if self.case is None else self.case


@dataclass(frozen=True, slots=True)
class Support:
    """Passages and people behind a theme, its subthemes counted in."""

    passages: int = 0
    cases: int = 0


NONE = Support()


def themes_of(project: Project) -> QuerySet[Theme]:
    return Theme.objects.filter(project=project)


def theme_tree(project: Project) -> list[Node]:
    """Return the themes in tree order; one query."""
    return in_order(themes_of(project))


def parents_of(project: Project) -> dict[int, int | None]:
    return dict(themes_of(project).values_list("pk", "parent_id"))


def subtree_of(theme: Theme) -> set[int]:
    """Return the keys of the theme and of all its subthemes."""
    return with_descendants(parents_of(theme.project), theme.pk)


def visible_quotations(project: Project) -> QuerySet[Quotation]:
    """Return quotations but those that would tell of codings on a source that is being coded blind."""
    quotations = Quotation.objects.filter(theme__project=project)
    if sealed := sealed_source_ids(project):
        quotations = quotations.exclude(from_codings=True, source__in=sealed)
    return quotations


def displaced_of(theme: Theme) -> QuerySet[DisplacedQuotation]:
    """Return the quotations of the theme that lost their words, but those that would tell of codings made blind."""
    found = theme.displaced_quotations.select_related("source__case", "source__question", "case")
    if sealed := sealed_source_ids(theme.project):
        found = found.exclude(from_codings=True, source__in=sealed)
    return found.defer("source__text")


def quotations_of(theme: Theme) -> QuerySet[Quotation]:
    """Return the quotations put under this theme itself, with what is shown beside their words."""
    found = visible_quotations(theme.project).filter(theme=theme)
    return found.select_related("source__case", "source__question", "case").defer("source__text")


def support_choices(project: Project, viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of whose codings may count beside the quotations; as an export's choice."""
    choices = [(value, label) for value, label in layer_choices(project, viewer) if value in {ALL, CONSENSUS}]
    order = {ALL: _("Quotations and all codings"), CONSENSUS: _("Quotations and the consensus")}
    return [*((value, order[value]) for value, _label in choices), (QUOTATIONS, _("Quotations only"))]


def evidence_of(
    project: Project, viewer: Membership | None, *, layer: str = ALL, themes: Iterable[int] | None = None
) -> list[Evidence]:
    """Return what supports the themes (all by default), a passage once for every theme it stands under itself.

    Of spans that two people marked alike, the one that begins first stands for both.

    `layer` says whose codings of the themes' codes count beside the quotations: all, consensus, coder:NAME,
    or "quotations" for none.
    """
    wanted = None if themes is None else set(themes)
    quotations = visible_quotations(project)
    if wanted is not None:
        quotations = quotations.filter(theme__in=wanted)
    rows = quotations.order_by("source_id", "start").values_list("theme", "source", "case", "start", "end", "text")
    finder = CaseFinder(project)
    # Speakers can be tied to other cases after a passage was put under its theme.
    found = {
        (theme, source, start, end): finder.at(source, start, end) or case
        for theme, source, case, start, end, _text in rows
    }
    texts = {(theme, source, start, end): text for theme, source, _case, start, end, text in rows}
    for key, case, text in _from_codes(project, viewer, layer, wanted, finder):
        found.setdefault(key, case)
        texts.setdefault(key, text)
    of_theme: dict[int, list[Place]] = defaultdict(list)
    for theme, *place in found:
        of_theme[theme].append(tuple(place))
    distinct = [(theme, *place) for theme, places in of_theme.items() for place in distinct_places(places)]
    keys = sorted(distinct, key=lambda key: (key[1], key[2], key[3], key[0]))
    return [Evidence(key[0], key[1], found[key], key[2], key[3], texts[key]) for key in keys]


Key = tuple[int, int, int, int]
Place = tuple[int, int, int]


def distinct_places(places: Iterable[Place]) -> set[Place]:
    """Return the places (source, start, end) without those that mark nearly the same words as another."""
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for source, start, end in places:
        spans[source].append((start, end))
    return {(source, *span) for source, found in spans.items() for span in distinct_spans(found)}


def _from_codes(
    project: Project, viewer: Membership | None, layer: str, themes: set[int] | None, finder: CaseFinder
) -> list[tuple[Key, int | None, str]]:
    links = Theme.codes.through.objects.filter(theme__project=project).values_list("code_id", "theme_id")
    of_code: dict[int, list[int]] = defaultdict(list)
    for code, theme in links:
        if themes is None or theme in themes:
            of_code[code].append(theme)
    if layer == QUOTATIONS or not of_code:
        return []
    codings = layer_codings(project, viewer, layer).filter(code__in=of_code).order_by()
    rows = codings.values_list("code_id", "source_id", "source__case_id", "start", "end", "quote")
    return [
        ((theme, source, start, end), finder.at(source, start, end) or case, quote)
        for code, source, case, start, end, quote in rows
        for theme in of_code[code]
    ]


def rolled_up(evidence: Iterable[Evidence], parents: dict[int, int | None]) -> dict[int, dict[Place, Evidence]]:
    """Return, for every theme, its passages and those of its subthemes, each once."""
    found: dict[int, dict[Place, Evidence]] = defaultdict(dict)
    for one in evidence:
        for theme in with_ancestors(parents, one.theme):
            found[theme].setdefault((one.source, one.start, one.end), one)
    return {
        theme: {place: passages[place] for place in passages if place in kept}
        for theme, passages in found.items()
        if (kept := distinct_places(passages))
    }


def support_of(
    project: Project, viewer: Membership | None, layer: str = ALL, themes: Iterable[int] | None = None
) -> dict[int, Support]:
    """Return the counts of every theme that anything supports."""
    evidence = evidence_of(project, viewer, layer=layer, themes=themes)
    return {
        theme: Support(len(passages), len({one.person for one in passages.values()}))
        for theme, passages in rolled_up(evidence, parents_of(project)).items()
    }
