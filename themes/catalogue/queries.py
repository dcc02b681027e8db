"""Reading themes and what supports them: quotations, and visible codings of their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from coding.cases.voices import CaseFinder
from coding.codings.visibility import sealed_source_ids
from coding.quotations.layers import ALL, CONSENSUS, layer_choices, layer_codings
from themes.catalogue.models import DisplacedQuotation, Quotation, Stance, Theme
from themes.catalogue.tree import Node, in_order, with_ancestors, with_descendants
from themes.embeddings.passages import are_alike, distinct_spans
from workbench.membership.models import Membership
from workbench.projects.models import Project

QUOTATIONS = "quotations"
Key = tuple[int, int, int, int]
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that supports a theme, or speaks against it; `case` is None where nobody knows whose words they are."""

    theme: int
    source: int
    case: int | None
    start: int
    end: int
    text: str
    stance: str = Stance.SUPPORTS

    @property
    def person(self) -> int:
        """Whose words they are; a source stands for a person where its case is unknown."""
        return -self.source if self.case is None else self.case


@dataclass(frozen=True, slots=True)
class Support:
    """Passages and people behind a theme, its subthemes counted in; those that speak against it counted apart.

    A source stands for a person where its case is unknown; `known` are the cases of the study alone.
    """

    passages: int = 0
    cases: int = 0
    known: int = 0
    against: int = 0
    cases_against: int = 0


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
    return seen_quotations(project).exclude(theme=None)


def loose_quotations(project: Project) -> QuerySet[Quotation]:
    """Return the quotations that lie on the board under no theme, as far as they may be seen."""
    return seen_quotations(project).filter(theme=None)


def seen_quotations(project: Project) -> QuerySet[Quotation]:
    """Return those under themes and the loose ones, as far as they may be seen."""
    quotations = Quotation.objects.filter(source__project=project)
    if sealed := sealed_source_ids(project):
        quotations = quotations.exclude(from_codings=True, source__in=sealed)
    return quotations


def displaced_of(theme: Theme) -> QuerySet[DisplacedQuotation]:
    """Return the quotations of the theme that lost their words, but those that would tell of codings made blind."""
    return _displaced(theme.displaced_quotations.all(), theme.project)


def displaced_loose(project: Project) -> QuerySet[DisplacedQuotation]:
    """Return those that lay loose on the board when they lost their words, as far as they may be seen."""
    return _displaced(DisplacedQuotation.objects.filter(theme=None, source__project=project), project)


def _displaced(found: QuerySet[DisplacedQuotation], project: Project) -> QuerySet[DisplacedQuotation]:
    if sealed := sealed_source_ids(project):
        found = found.exclude(from_codings=True, source__in=sealed)
    return found.select_related("source__case", "source__question", "case").defer("source__text")


def quotations_of(theme: Theme) -> QuerySet[Quotation]:
    """Return the quotations put under this theme itself, with what is shown beside their words."""
    found = visible_quotations(theme.project).filter(theme=theme)
    found = found.order_by(F("position").asc(nulls_last=True), "source", "start", "pk")
    return found.select_related("source__case", "source__question", "case").defer("source__text")


def support_choices(project: Project, viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of whose codings may count beside the quotations; as an export's choice."""
    choices = [(value, label) for value, label in layer_choices(project, viewer) if value in {ALL, CONSENSUS}]
    order = {ALL: _("Quotations and all codings"), CONSENSUS: _("Quotations and the consensus")}
    return [*((value, order[value]) for value, _label in choices), (QUOTATIONS, _("Quotations only"))]


def evidence_of(
    project: Project,
    viewer: Membership | None,
    *,
    layer: str = ALL,
    themes: Iterable[int] | None = None,
    stance: str = Stance.SUPPORTS,
) -> list[Evidence]:
    """Return what supports the themes (all by default), a passage once for every theme it stands under itself.

    With the stance "against" those that speak against them, which count as no support whoever coded them.
    Arguments and order are those of all_evidence().
    """
    return [one for one in all_evidence(project, viewer, layer=layer, themes=themes) if one.stance == stance]


def all_evidence(
    project: Project, viewer: Membership | None, *, layer: str = ALL, themes: Iterable[int] | None = None
) -> list[Evidence]:
    """Return the passages that support the themes, and those that speak against them.

    Of spans that two people marked alike, the one that begins first stands for both.

    `layer` says whose codings of the themes' codes count beside the quotations: all, consensus, coder:NAME,
    or "quotations" for none.
    """
    wanted = None if themes is None else set(themes)
    quotations = visible_quotations(project)
    if wanted is not None:
        quotations = quotations.filter(theme__in=wanted)
    rows = list(
        quotations.order_by("source_id", "start").values_list(
            "theme", "source", "case", "start", "end", "text", "stance"
        )
    )
    finder = CaseFinder(project)
    # Speakers can be tied to other cases after a passage was put under its theme.
    found = {
        (theme, source, start, end): finder.at(source, start, end) or case
        for theme, source, case, start, end, _text, _stance in rows
    }
    texts = {(theme, source, start, end): text for theme, source, _case, start, end, text, _stance in rows}
    against = {(theme, source, start, end) for theme, source, _c, start, end, _t, how in rows if how == Stance.AGAINST}
    for key, case, text in _from_codes(project, viewer, layer, wanted, finder):
        found.setdefault(key, case)
        texts.setdefault(key, text)
    keys = sorted(_distinct(found, against), key=lambda key: (key[1], key[2], key[3], key[0]))
    return [Evidence(*key[:2], found[key], *key[2:], texts[key], _stance_of(key, against)) for key in keys]


def _stance_of(key: Key, against: set[Key]) -> str:
    return Stance.AGAINST if key in against else Stance.SUPPORTS


def _distinct(found: Iterable[Key], against: set[Key]) -> list[Key]:
    """Return the places under each theme once; what a person said to speak against it is not among its support."""
    denied: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for theme, source, *span in against:
        denied[theme, source].append(tuple(span))
    of_theme: dict[int, list[Place]] = defaultdict(list)
    for key in found:
        theme, source, *span = key
        if key not in against and not any(are_alike(tuple(span), other) for other in denied.get((theme, source), ())):
            of_theme[theme].append((source, *span))
    support = [(theme, *place) for theme, places in of_theme.items() for place in distinct_places(places)]
    return [*support, *against]


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


def rolled_up(
    evidence: Iterable[Evidence], parents: dict[int, int | None], stance: str = Stance.SUPPORTS
) -> dict[int, dict[Place, Evidence]]:
    """Return, for every theme, its passages of the stance and those of its subthemes, each once.

    What a passage says to a theme itself counts there, whatever it says to a subtheme: it may support the one and
    speak against the other.
    """
    evidence = list(evidence)
    own = {(one.theme, one.source, one.start, one.end): one.stance for one in evidence}
    found: dict[int, dict[Place, Evidence]] = defaultdict(dict)
    for one in evidence:
        place = (one.source, one.start, one.end)
        for theme in with_ancestors(parents, one.theme) if one.stance == stance else ():
            if own.get((theme, *place), stance) == stance:
                found[theme].setdefault(place, one)
    return {
        theme: {place: passages[place] for place in passages if place in kept}
        for theme, passages in found.items()
        if (kept := distinct_places(passages))
    }


def support_of(project: Project, viewer: Membership | None, layer: str = ALL) -> dict[int, Support]:
    """Return the counts of every theme that anything supports or speaks against."""
    return support_in(all_evidence(project, viewer, layer=layer), parents_of(project))


def support_in(evidence: Iterable[Evidence], parents: dict[int, int | None]) -> dict[int, Support]:
    """Return the same for evidence that was read already."""
    evidence = list(evidence)
    sides = {stance: rolled_up(evidence, parents, stance) for stance in (Stance.SUPPORTS, Stance.AGAINST)}
    return {
        theme: _support(sides[Stance.SUPPORTS].get(theme, {}), sides[Stance.AGAINST].get(theme, {}))
        for theme in sides[Stance.SUPPORTS].keys() | sides[Stance.AGAINST].keys()
    }


def _support(passages: dict[Place, Evidence], against: dict[Place, Evidence]) -> Support:
    people = {one.person for one in passages.values()}
    denying = {one.person for one in against.values()}
    return Support(len(passages), len(people), sum(one > 0 for one in people), len(against), len(denying))
