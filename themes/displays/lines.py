"""Themes as lines of the analyses, beside codes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from coding.analysis.kinds import Kind, Loaded, Passage
from coding.analysis.mentions import Line, Mentions
from themes.catalogue.queries import evidence_of, parents_of, rolled_up, theme_tree
from workbench.membership.models import Membership
from workbench.projects.models import Project

THEMES = "themes"


def load_themes(project: Project, viewer: Membership | None, layer: str, rollup: bool) -> Loaded:
    """Return the themes and the passages that support them: their quotations, and codings of their codes.

    With `rollup` a theme holds the passages of its subthemes, each once. A constant number of queries.
    """
    nodes = theme_tree(project)
    place_of = {node.theme.pk: place for place, node in enumerate(nodes)}
    lines = [
        Line(node.theme.pk, node.theme.name, node.path, node.depth, place_of.get(node.theme.parent_id, -1))
        for node in nodes
    ]
    evidence = evidence_of(project, viewer, layer=layer)
    if rollup:
        under = rolled_up(evidence, parents_of(project))
        held = [(place_of[theme], one) for theme, passages in under.items() for one in passages.values()]
    else:
        held = [(place_of[one.theme], one) for one in evidence]
    held.sort(key=lambda pair: (pair[1].source, pair[1].start, pair[1].end, pair[0]))
    mentions = Mentions.of_rows((place, one.source, one.case or 0, one.start, one.end, 0) for place, one in held)

    def passages(rows: Sequence[int]) -> list[Passage]:
        return [Passage(held[row][1].text) for row in rows]

    return Loaded(lines, mentions, passages)


KIND = Kind(
    THEMES,
    gettext_lazy("Themes"),
    gettext_lazy("theme"),
    gettext_lazy("subthemes"),
    gettext_lazy("Passages"),
    load_themes,
)
