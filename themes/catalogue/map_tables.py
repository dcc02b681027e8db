"""The map of the themes as a figure of a manuscript, with the numbers behind it."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.exchange.codebook_tables import facts_about
from coding.quotations.layers import ALL
from coding.quotations.queries import NEVER, code_counts
from coding.sources.models import Case
from themes.catalogue.models import ThemeCode
from themes.catalogue.queries import NONE, QUOTATIONS, support_choices, support_of, theme_tree
from themes.catalogue.theme_map import CODE, SUBTHEME, THEME, Place, depths_of, spec_of
from workbench.exporting.documents import Column, Document, Figure, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

WITH_CODES, WITHOUT = "codes", "themes"


def depth_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [(WITH_CODES, _("Themes, subthemes and codes")), (WITHOUT, _("Themes and subthemes"))]


def places_of(project: Project, viewer: Membership | None, layer: str = ALL, shown: str = WITH_CODES) -> list[Place]:
    """Return what stands on the map, those above before those below; a constant number of queries."""
    support = support_of(project, viewer, layer)
    codes = _codes(project, viewer, layer) if shown == WITH_CODES else {}
    places: list[Place] = []
    index: dict[int, int] = {}
    for node in theme_tree(project):
        found = support.get(node.theme.pk, NONE)
        index[node.theme.pk] = len(places)
        places.append(
            Place(
                node.theme.name, SUBTHEME if node.depth else THEME, found.known, found.passages,
                index.get(node.theme.parent_id), found.cases_against,
            )
        )  # fmt: skip
    for theme, found in codes.items():
        places += [Place(name, CODE, people, codings, index[theme]) for name, people, codings in found]
    return _in_order(places)


def _codes(project: Project, viewer: Membership | None, layer: str) -> dict[int, list[tuple[str, int, int]]]:
    counts = {} if layer == QUOTATIONS else code_counts(project, viewer, layer)
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for link in ThemeCode.objects.filter(theme__project=project).select_related("code"):
        number = counts.get(link.code_id, NEVER)
        found[link.theme_id].append((link.code.name, number.cases, number.codings))
    return found


def _in_order(places: list[Place]) -> list[Place]:
    """Let the codes of a theme stand before its subthemes, and each right below what it belongs to."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for key, place in enumerate(places):
        below[place.parent].append(key)
    ordered: list[Place] = []

    def walk(above: int | None, parent: int | None) -> None:
        for key in sorted(below[above], key=lambda key: places[key].kind != CODE):
            one = places[key]
            ordered.append(Place(one.name, one.kind, one.people, one.passages, parent, one.against))
            walk(key, len(ordered) - 1)

    walk(None, None)
    return ordered


def figure_of(project: Project, viewer: Membership | None, layer: str = ALL, shown: str = WITH_CODES) -> Figure:
    """Return the map with its words and numbers."""
    places = places_of(project, viewer, layer, shown)
    kinds = [_("Theme"), _("Subtheme"), _("Code")]
    cases = Case.objects.filter(project=project).count()
    notes = [
        _("The number behind a name, and the size of its mark, are participants. A theme counts its subthemes' too."),
        ngettext("The study has %(n)s case.", "The study has %(n)s cases.", cases) % {"n": cases},
    ]  # fmt: skip
    told = _("{name} ({n})")
    return Figure(_("Map of the themes"), spec_of(places, kinds, told), words_of(places), notes, _table(places, kinds))


def words_of(places: list[Place]) -> str:
    """Say the map in words, for who does not see it."""
    if not places:
        return _("There are no themes yet.")
    tops = [place for place in places if place.kind == THEME]
    names = "; ".join(_("%(name)s (%(n)s participants)") % {"name": one.name, "n": one.people} for one in tops)
    count = {kind: sum(place.kind == kind for place in places) for kind in (THEME, SUBTHEME, CODE)}
    said = _("A tree of %(themes)s themes with %(subthemes)s subthemes and %(codes)s codes. Themes: %(names)s.")
    return said % {"themes": count[THEME], "subthemes": count[SUBTHEME], "codes": count[CODE], "names": names}


def _table(places: list[Place], kinds: list[str]) -> Table:
    columns = [
        Column(_("Name"), width=3),
        Column(_("Kind"), width=1),
        Column(_("Participants"), numeric=True, width=1),
        Column(_("Passages"), numeric=True, width=1),
        Column(_("Participants against"), numeric=True, width=1.2),
    ]
    rows = [
        [place.name, kinds[place.kind], place.people, place.passages, None if place.kind == CODE else place.against]
        for place in places
    ]
    return Table(
        _("Themes, subthemes and codes"), columns, rows, sheet=_("Map of the themes"), levels=depths_of(places)
    )


def build_map_document(
    project: Project, viewer: Membership | None, *, shown: str = WITH_CODES, layer: str = ALL
) -> Document:
    """Return the map of the themes as a figure."""
    title = _("Map of the themes of “%(project)s”") % {"project": project.name}
    facts = [] if layer == QUOTATIONS else facts_about(project, layer)
    return Document(title, [], figures=[figure_of(project, viewer, layer, shown)], facts=facts)


THEME_MAP = Exporter(
    what="theme-map",
    label=gettext_lazy("Map of the themes"),
    description=gettext_lazy("Themes, subthemes and codes as a tree, with the participants behind each."),
    formats=("svg", "png", "pdf", "docx", "html", "md", "xlsx", "csv", "json"),
    build=build_map_document,
    choices=(
        Choice("shown", gettext_lazy("Shown"), depth_choices),
        Choice("layer", gettext_lazy("What supports a theme"), support_choices),
    ),
    kind="figure",
)
