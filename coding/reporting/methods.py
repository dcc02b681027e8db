"""The methods section as a text to export: every sentence with what backs it, and […] where the author must add."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.agreement.queries import comparable_rounds
from coding.agreement.words import LABELS, UNIT_LABELS
from coding.exchange.codebook_tables import FIGURES
from coding.reporting.parts import OPEN, Asked, Part, Sentence, parts
from workbench.exporting.documents import Cell, Column, Document, Phrase, Table, Text
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

_GAP = re.compile(f"({re.escape(OPEN)})")


def written(asked: Asked) -> Iterator[tuple[Part, list[Sentence]]]:
    """Give the parts that have anything to say, each with its sentences."""
    for part in parts():
        if said := list(part.says(asked)):
            yield part, said


def build_methods(
    project: Project,
    viewer: Membership | None,
    figure: str = "krippendorff_alpha_nominal",
    unit: str = "sentence",
    evidence: str = "with",
) -> Document:
    """Return the methods section, and after it what backs each sentence, by its number."""
    texts, rows = [], []
    for part, said in written(Asked(project, viewer, figure, unit)):
        paragraph: list[Phrase] = []
        for sentence in said:
            refs: tuple[int, ...] = ()
            if evidence == "with" and sentence.evidence:
                row: list[Cell] = [len(rows) + 1, sentence.text, "\n".join(one.said for one in sentence.evidence)]
                rows.append(row)
                refs = (len(rows),)
            paragraph += [*phrases(sentence.text, refs), Phrase(" ")]
        texts.append(Text(str(part.heading), [paragraph[:-1]]))
    columns = [
        Column(_("No."), numeric=True, width=0.3),
        Column(_("Sentence"), width=3),
        Column(_("What backs it in the study"), width=3),
    ]
    table = Table(_("What backs each sentence"), columns, rows, sheet=_("Evidence"))
    day = date_format(timezone.localdate(), "j F Y")
    facts = [
        _("Written from the facts of the study on %(day)s. What is marked […] is for the author to add.") % {"day": day}
    ]
    title = _("Methods of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[table] if rows else [], texts=texts, facts=facts)


def phrases(text: str, refs: tuple[int, ...] = ()) -> list[Phrase]:
    """Return a sentence with what is left for the author marked, and the numbers of its notes at its end."""
    pieces = [piece for piece in _GAP.split(text) if piece]
    return [
        Phrase(piece, "open" if piece == OPEN else "", refs if place == len(pieces) - 1 else ())
        for place, piece in enumerate(pieces)
    ]


def figure_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the coefficients that may be told per code."""
    return [(name, str(LABELS[name])) for name in FIGURES] if comparable_rounds(project) else [(FIGURES[0], "")]


def unit_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the units on which coders are compared."""
    return [(name, str(label)) for name, label in UNIT_LABELS.items()]


def evidence_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of whether the evidence stands in the file."""
    return [("with", _("With what backs each sentence")), ("without", _("The text alone"))]


METHODS = Exporter(
    what="methods",
    label=gettext_lazy("Methods paragraph"),
    description=gettext_lazy(
        "A methods section written from what the study holds and its history: data, codebook, rounds, agreement, "
        "reconciliation, themes, suggestions, software. Each sentence is backed; what you must add is marked […]."
    ),
    formats=("docx", "md", "html", "tex"),
    build=build_methods,
    kind="text",
    position=10,
    holds=("codes", "codings"),
    choices=(
        Choice("figure", gettext_lazy("Agreement per code"), figure_choices),
        Choice("unit", gettext_lazy("Unit"), unit_choices),
        Choice("evidence", gettext_lazy("Evidence"), evidence_choices),
    ),
)
