"""A codebook as a table of a file, in and out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.agreement.queries import comparable_rounds, round_named
from coding.agreement.reports import Question, named_report
from coding.agreement.statistics import STATISTICS
from coding.agreement.words import LABELS, MEANINGS, UNIT_LABELS, UNITS_COUNTED
from coding.codebook.queries import code_tree
from coding.codings.visibility import sealed_source_ids
from coding.exchange.codebook_changes import last_changes
from coding.exchange.codebook_quotations import CHOSEN, NONE, PROPOSED, quotations_for
from coding.exchange.projects.exporting import write_codebook_file
from coding.quotations.layers import ALL, CONSENSUS, layer_choices, layer_label
from coding.quotations.queries import NEVER, code_counts
from coding.reconciliation.models import RoundKind
from coding.reconciliation.queries import unfinished_rounds
from workbench.exporting.documents import Cell, Column, Document, Estimate, Share, Table
from workbench.exporting.facts import today
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

NO_FIGURE, PROPOSED_SIGN = "none", "†"
FIGURES = ("krippendorff_alpha_nominal", "cohen_kappa", "light_kappa", "gwet_ac1", "percent_agreement")
LAYER_CHOICE = Choice("layer", gettext_lazy("Whose codings"), layer_choices)


def facts_about(project: Project, layer: str) -> list[str]:
    """Say of which day and whose codings an export is, and what it leaves out."""
    return [*layer_facts(project, layer), *sealed_facts(project)]


def sealed_facts(project: Project) -> list[str]:
    """Say how many sources are coded blind, if any: the codings of others on them are left out."""
    sealed = len(sealed_source_ids(project))
    if not sealed:
        return []
    text = ngettext(
        "%(count)s source is being coded blind: the codings of others on it are left out.",
        "%(count)s sources are being coded blind: the codings of others on them are left out.",
        sealed,
    )
    return [text % {"count": sealed}]


def layer_facts(project: Project, layer: str) -> list[str]:
    """Say of which day and whose codings an export is, and whether these are complete."""
    facts = [_("State of %(day)s; counted are %(layer)s.") % {"day": today(), "layer": layer_label(layer)}]
    if layer == CONSENSUS and (names := [one.name for one in unfinished_rounds(project)]):
        facts.append(
            _("The consensus is not complete: not everything is settled yet in %(rounds)s.")
            % {"rounds": ", ".join(names)}
        )
    return facts


def build_codebook(
    project: Project,
    viewer: Membership | None,
    layer: str = ALL,
    quotations: str = PROPOSED,
    agreement: str = NO_FIGURE,
    round: str = "",  # noqa: A002  the name of the choice
    unit: str = "sentence",
) -> Document:
    """Return the codebook as an appendix: codes in their tree, their meaning, what shows them, their use, agreement."""
    nodes = code_tree(project)
    counts = code_counts(project, viewer, layer)
    shown = quotations_for(project, viewer, layer, quotations)
    changes, people = last_changes(project, nodes), project.cases.count()
    figures, said = _agreement(project, agreement, round, unit)
    has = _Columns(
        quotations=any(one.typical for one in shown.values()) or any(node.code.example for node in nodes),
        borderline=any(one.borderline for one in shown.values()),
        agreement=agreement != NO_FIGURE and bool(said),
    )
    rows = []
    for node in nodes:
        code, count, show = node.code, counts.get(node.code.pk, NEVER), shown[node.code.pk]
        typical, proposed = (show.typical, show.typical_proposed)
        if code.example and (proposed or not typical):
            typical, proposed = code.example, False
        row: list[Cell] = [code.name, node.path, code.definition, code.include, code.exclude, code.example]
        row += [_marked(typical, proposed)] * has.quotations
        row += [_marked(show.borderline, show.borderline_proposed)] * has.borderline
        row += [code.color, count.codings, Share(count.cases, people)]
        row += [figures.get(node.path)] * has.agreement
        rows.append([*row, changes[code.pk]])
    table = Table(
        title=_("Codes, their definitions and how often they were applied"),
        columns=_columns(has, agreement, people),
        rows=rows,
        notes=[*_notes(layer, rows), *said],
        sheet=_("Codebook"),
        levels=[node.depth for node in nodes],
    )
    title = _("Codebook of “%(project)s”") % {"project": project.name}
    files = {"qdc": partial(write_codebook_file, project, viewer)}
    return Document(title=title, tables=[table], landscape=True, facts=facts_about(project, layer), files=files)


@dataclass(frozen=True)
class _Columns:
    """Which columns there is anything for."""

    quotations: bool
    borderline: bool
    agreement: bool


def _columns(has: _Columns, agreement: str, people: int) -> list[Column]:
    columns = [
        Column(_("Code"), width=1.5),
        Column(_("Path"), width=1.5, data_only=True),
        Column(_("Definition"), width=2.6),
        Column(_("When to use"), width=2.2),
        Column(_("When not to use"), width=2.2),
        Column(_("Example"), width=2.4, data_only=True),
    ]
    if has.quotations:
        columns.append(Column(_("Typical quotation"), width=2.4))
    if has.borderline:
        columns.append(Column(_("Borderline quotation"), width=2.4))
    columns += [
        Column(_("Colour"), width=0.5, data_only=True),
        Column(_("Codings"), numeric=True, width=0.85),
        Column(_("Cases"), width=0.85, note=_("Of %(n)s cases.") % {"n": f"{people:,}"}),
    ]
    if has.agreement:
        columns.append(Column(str(LABELS[agreement]), numeric=True, width=1, bounded=True))
    return [*columns, Column(_("Last change"), width=0.9)]


def _marked(text: str, proposed: bool) -> str:
    return f"{text} {PROPOSED_SIGN}" if text and proposed else text


def _notes(layer: str, rows: list[list[Cell]]) -> list[str]:
    notes = [
        _("Subcodes are indented below their code. Codings and cases count %(layer)s.") % {"layer": layer_label(layer)}
    ]
    if any(isinstance(cell, str) and cell.endswith(PROPOSED_SIGN) for row in rows for cell in row):
        notes.append(
            _(
                "%(sign)s proposed, chosen by nobody: as typical, a passage of usual length that most coders marked "
                "alike; as borderline, words that one coder put under the code and the team decided not to."
            )
            % {"sign": PROPOSED_SIGN}
        )
    return notes


def _agreement(project: Project, figure: str, name: str, unit: str) -> tuple[dict[str, Cell], list[str]]:
    """The figure of each code by its path, and what it is; nothing where it was not asked for."""
    if figure == NO_FIGURE:
        return {}, []
    round_ = round_named(project, name) if name else None
    report = named_report(Question(project, round_, unit))
    figures: dict[str, Cell] = {}
    for entry in report["codes"]:
        if value := entry["coefficients"].get(figure):
            figures[entry["code"]] = Estimate(value["value"], value["low"], value["high"])
    facts = {
        "label": str(LABELS[figure]), "meaning": str(MEANINGS[figure]), "n": f"{report['units']:,}",
        "units": str(UNITS_COUNTED[report["unit"]]), "coders": len(report["coders"]), "sources": report["sources"],
        "where": _("round “%(name)s”") % {"name": round_.name} if round_ else _("all codings"),
    }  # fmt: skip
    said = (
        _("%(label)s of %(coders)s coders on %(n)s %(units)s of %(sources)s sources (%(where)s): %(meaning)s") % facts
    )
    intervals = report["intervals"]
    if intervals["undefined"]:
        drawn = _("No intervals: %(reason)s.") % {"reason": _(intervals["undefined"])}
    else:
        drawn = _("95%% intervals by drawing whole sources again, %(b)s times, seed %(seed)s.") % {
            "b": f"{intervals['resamples']:,}", "seed": intervals["seed"],
        }  # fmt: skip
    return figures, [said, drawn, STATISTICS[figure].citation]


def figure_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the coefficients that may stand in the codebook, the usual one of the study first."""
    offered = [(name, str(LABELS[name])) for name in FIGURES]
    left_out = (NO_FIGURE, _("Left out"))
    return [*offered, left_out] if reliability_choices(project) else [left_out]


def reliability_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the rounds whose agreement may stand in the codebook; reliability rounds first."""
    rounds = sorted(comparable_rounds(project), key=lambda one: one.kind != RoundKind.RELIABILITY)
    return [(str(one.pk), one.name) for one in rounds]


def quotation_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of where the quotations that show a code come from."""
    return [
        (PROPOSED, _("Chosen ones, else proposed")),
        (CHOSEN, _("Chosen ones alone")),
        (NONE, _("None but the example")),
    ]


CODEBOOK = Exporter(
    what="codebook",
    orders=True,
    holds=("codes", "codings"),
    label=gettext_lazy("Codebook"),
    description=gettext_lazy(
        "Every code in its tree, as an appendix: definition, when to use it, when not, a typical and a borderline "
        "quotation, how often it was applied, agreement, and its last change."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json", "qdc"),
    build=build_codebook,
    position=10,
    choices=(
        LAYER_CHOICE,
        Choice("quotations", gettext_lazy("Quotations"), quotation_choices),
        Choice("agreement", gettext_lazy("Agreement"), figure_choices),
        Choice("round", gettext_lazy("Agreement of"), reliability_choices),
        Choice("unit", gettext_lazy("Unit"), lambda _project, _viewer: [(n, str(t)) for n, t in UNIT_LABELS.items()]),
    ),
)
