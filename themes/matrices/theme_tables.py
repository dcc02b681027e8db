"""The themes as tables of a manuscript: what each says, what supports it, and quotations that show it."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.bank.queries import Attributing, visible_bank
from coding.cases.groups import natural
from coding.codebook.queries import code_paths
from coding.quotations.layers import ALL
from themes.catalogue.models import Stance, Theme
from themes.catalogue.queries import NONE, Evidence, all_evidence, parents_of, rolled_up, support_in, theme_tree
from themes.matrices.illustrations import illustrations
from themes.matrices.tables import LAYER, facts_of
from workbench.exporting.documents import Cell as Value
from workbench.exporting.documents import Column, Document, Share, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

PROPOSED, CHOSEN, WITHOUT, SIGN = "proposed", "chosen", "none", "†"


def quotation_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    """Return (value, label) of where the quotations that show a theme come from."""
    return [
        (PROPOSED, _("Marked ones, else proposed")),
        (CHOSEN, _("Marked ones alone")),
        (WITHOUT, _("None")),
    ]


def number_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    """Return (value, label) of how many quotations show a theme."""
    return [(str(number), str(number)) for number in (2, 1, 3, 5)]


def build_themes_document(
    project: Project, viewer: Membership | None, layer: str = ALL, quotations: str = PROPOSED, number: str = "2"
) -> Document:
    """Return the themes with statement, codes, counts, and quotations; those that speak against a theme apart."""
    nodes, evidence = theme_tree(project), all_evidence(project, viewer, layer=layer)
    support, naming = support_in(evidence, parents_of(project)), Attributing(project)
    shown = _Shown(project, viewer, evidence, naming, quotations, int(number))
    paths, codes, people = code_paths(project), _codes(project), project.cases.count()
    denied = any(one.stance == Stance.AGAINST for one in evidence)
    rows: list[list[Value]] = []
    for node in nodes:
        found = support.get(node.theme.pk, NONE)
        named = "; ".join(paths[code] for code in codes.get(node.theme.pk, []) if code in paths)
        row: list[Value] = [node.theme.name, node.path, node.theme.statement, named, found.passages]
        row.append(Share(found.known, people))
        if quotations != WITHOUT:
            row.append(shown.of(node.theme.pk, Stance.SUPPORTS))
        if denied:
            row += [found.against, shown.of(node.theme.pk, Stance.AGAINST)]
        rows.append(row)
    table = Table(
        title=_("Themes, what they say and what supports them"),
        columns=_columns(people, shows=quotations != WITHOUT, denied=denied),
        rows=rows,
        notes=[_("A theme counts the passages and cases of its subthemes."), *shown.notes()],
        sheet=_("Themes"),
        levels=[node.depth for node in nodes],
    )
    title = _("Themes of “%(project)s”") % {"project": project.name}
    tables = [table, _passages(project, evidence, naming)]
    return Document(title=title, tables=tables, landscape=True, facts=facts_of(project, layer))


def _columns(people: int, *, shows: bool, denied: bool) -> list[Column]:
    columns = [
        Column(_("Theme"), width=1.5),
        Column(_("Path"), width=1.5, data_only=True),
        Column(_("Statement"), width=2.4),
        Column(_("Codes"), width=1.6),
        Column(_("Passages"), numeric=True, width=0.8),
        Column(_("Cases"), width=0.9, note=_("Of %(n)s cases.") % {"n": f"{people:,}"}),
    ]
    if shows:
        columns.append(Column(_("Illustrative quotations"), width=3.4))
    if denied:
        columns.append(Column(_("Passages against"), numeric=True, width=0.8))
        columns.append(Column(_("Quotations that speak against it"), width=2.6))
    return columns


class _Shown:
    """The quotations that show each theme, attributed; where it has none of its own, those of its subthemes."""

    def __init__(
        self,
        project: Project,
        viewer: Membership | None,
        evidence: list[Evidence],
        naming: Attributing,
        how: str,
        number: int,
    ) -> None:
        self.naming, self.how, self.number = naming, how, number
        self.own: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
        for one in evidence:
            self.own[one.theme, one.stance].append(one)
        supporting = [one for one in evidence if one.stance == Stance.SUPPORTS]
        self.below = rolled_up(supporting, parents_of(project))
        self.marked: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one in visible_bank(project, viewer).filter(displaced=False):
            self.marked[one.source_id].append((one.start, one.end))
        self.proposed = False

    def of(self, theme: int, stance: str) -> str:
        passages = self.own[theme, stance]
        if not passages and stance == Stance.SUPPORTS:
            passages = list(self.below.get(theme, {}).values())
        # What speaks against a theme was put there by a person already.
        propose = self.how == PROPOSED or stance == Stance.AGAINST
        found = illustrations(passages, self.marked, self.number, propose=propose)
        lines = []
        for one in found:
            is_proposed = one.proposed and stance == Stance.SUPPORTS
            self.proposed |= is_proposed
            said = self.naming.said(one.evidence.source, one.evidence.start, one.evidence.end)
            words = " ".join(one.evidence.text.split())
            lines.append(f"“{words}” ({said}){f' {SIGN}' if is_proposed else ''}")
        return "\n".join(lines)

    def notes(self) -> list[str]:
        if not self.proposed:
            return []
        said = _("%(sign)s proposed, chosen by nobody: of different participants, and short enough for a table.")
        return [said % {"sign": SIGN}]


def _codes(project: Project) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for theme, code in Theme.codes.through.objects.filter(theme__project=project).values_list("theme_id", "code_id"):
        found.setdefault(theme, []).append(code)
    return found


def _passages(project: Project, evidence: list[Evidence], naming: Attributing) -> Table:
    own: dict[int, list[Evidence]] = defaultdict(list)
    for one in evidence:
        own[one.theme].append(one)
    names = {source: name for source, (name, _case) in naming.sources.items()}
    rows: list[list[Value]] = []
    for node in theme_tree(project):
        for one in sorted(own[node.theme.pk], key=lambda one: (natural(names[one.source]), one.start)):
            said = naming.said(one.source, one.start, one.end)
            stance = str(Stance(one.stance).label)
            case = naming.cases.get(one.case, "")
            rows.append([node.path, said, case, names[one.source], one.text, stance, one.start, one.end])
    columns = [
        Column(_("Theme"), width=1.5),
        Column(_("Attribution"), width=1),
        Column(_("Case"), width=0.8, data_only=True),
        Column(_("Source"), width=1.2),
        Column(_("Quotation"), width=4),
        Column(_("Stance"), width=0.8),
        Column(_("Start"), numeric=True, data_only=True),
        Column(_("End"), numeric=True, data_only=True),
    ]
    return Table(_("Passages that support each theme, or speak against it"), columns, rows, sheet=_("Passages"))


THEMES = Exporter(
    what="themes",
    holds=("codings", "names"),
    label=gettext_lazy("Themes"),
    description=gettext_lazy(
        "Every theme with its statement, its codes, its counts, and quotations that show it or speak against it."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_themes_document,
    choices=(
        LAYER,
        Choice("quotations", gettext_lazy("Illustrative quotations"), quotation_choices),
        Choice("number", gettext_lazy("Of each theme"), number_choices),
    ),
)
