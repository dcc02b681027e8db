"""The quotation bank by theme: registered upward, since the bank knows of no themes."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from coding.bank.models import BankedQuotation
from coding.bank.queries import groupings
from themes.catalogue.models import Theme
from themes.catalogue.queries import theme_tree, visible_quotations
from workbench.membership.models import Membership
from workbench.projects.models import Project


def themes_of_marked(
    project: Project, _viewer: Membership | None, marked: list[BankedQuotation]
) -> dict[int, list[str]]:
    """Return the paths of the themes that each marked quotation supports: by its code, or as a quotation there."""
    paths = {node.theme.pk: node.path for node in theme_tree(project)}
    of_code: dict[int, list[int]] = defaultdict(list)
    for theme, code in Theme.codes.through.objects.filter(theme__project=project).values_list("theme_id", "code_id"):
        of_code[code].append(theme)
    spans: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    sources = {one.source_id for one in marked}
    rows = visible_quotations(project).filter(source__in=sources)
    for theme, source, start, end in rows.values_list("theme_id", "source_id", "start", "end"):
        spans[source].append((start, end, theme))
    found = {}
    for one in marked:
        near = {theme for start, end, theme in spans[one.source_id] if start < one.end and one.start < end}
        keys = near | set(of_code.get(one.code_id, []))
        found[one.pk] = [path for key, path in paths.items() if key in keys]
    return found


groupings["theme"] = (_("Theme"), themes_of_marked)
