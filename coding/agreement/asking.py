"""What the pages of agreement share: the question in the address, and figures dressed for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coding.agreement.bands import BANDED, SCALES
from coding.agreement.forms import BOOTSTRAP, FORMULA, QuestionForm, ScaleForm
from coding.agreement.models import Interpretation
from coding.agreement.report import DEFAULT_SEED, RESAMPLES
from coding.agreement.reports import Question
from coding.agreement.statistics import INTERVAL_CITATIONS, STATISTICS
from coding.agreement.units import CONTINUUM_UNITS
from coding.agreement.words import LABELS, MEANINGS, SHARES, UNIT_LABELS, UNITS_COUNTED, VARIANTS
from coding.codebook.queries import code_tree, latest_version
from coding.codebook.tree import Node
from workbench.membership.access import ProjectRequest

Named = tuple[str, str, str, dict[str, Any]]  # name, label, meaning, coefficient


@dataclass(frozen=True)
class Asked:
    """The form, what it asks, the codebook with retired codes, and whose words stand after figures."""

    form: QuestionForm
    question: Question
    nodes: dict[int, Node]
    scale: Any

    @property
    def on_continuum(self) -> bool:
        return self.question.unit in CONTINUUM_UNITS

    def address(self, **more: object) -> str:
        """The query string that asks the same again."""
        question, form = self.question, self.form
        facts: dict[str, object] = {"round": question.round.pk if question.round else "all", "unit": question.unit}
        facts |= {name: "on" for name in ("rollup", "without") if form.cleaned_data.get(name)}
        if question.coders:
            facts["coder"] = sorted(question.coders)
        if form.figures:
            facts["figure"] = form.figures
        if form.interval_kind != BOOTSTRAP:
            facts["interval"] = form.interval_kind
        elif question.resamples != RESAMPLES:
            facts["resamples"] = question.resamples
        if question.seed != DEFAULT_SEED:
            facts["seed"] = question.seed
        facts |= {name: value for name in ("branch", "weights") if (value := getattr(question, name))}
        return urlencode(facts | more, doseq=True)

    def chosen(self, usual: tuple[str, ...], there: dict[str, dict]) -> list[str]:
        """The names of the figures to show of those that are there: the chosen ones, else the usual ones."""
        wanted = [name for name in self.form.figures if name in there]
        return wanted or [name for name in usual if name in there and not _is_of_two(there[name])]

    def dress(self, facts: Any) -> Any:
        """Return a report with the interval that was asked for in `low` and `high`, and the author's word as `band`."""
        if isinstance(facts, list):
            return [self.dress(one) for one in facts]
        if not isinstance(facts, dict):
            return facts
        return {name: self._figure(name, one) if _is_figure(one) else self.dress(one) for name, one in facts.items()}

    def _figure(self, name: object, figure: dict[str, Any]) -> dict[str, Any]:
        found = dict(figure)
        if self.form.interval_kind == FORMULA:
            formula = figure.get("analytic") or {}
            found |= {"low": formula.get("low"), "high": formula.get("high")}
            found["no_interval"] = formula.get("undefined")
        if self.scale and name in BANDED and figure["value"] is not None:
            found["band"] = _(self.scale.word(figure["value"]))
        return found


def _is_figure(facts: Any) -> bool:
    return isinstance(facts, dict) and "value" in facts and "undefined" in facts


def _is_of_two(figure: dict[str, Any]) -> bool:
    """Whether a figure is for two coders and there are more, or the other way about."""
    return figure["undefined"] == "this statistic compares two coders: see the pairs"


def asked_of(request: ProjectRequest) -> Asked:
    """Read the question in the address; the form comes back filled with what is shown."""
    nodes = code_tree(request.project, retired=True)
    form = QuestionForm(request.GET or {}, project=request.project, nodes=nodes)
    question = form.question()
    # An address that was passed on must not show another round's figures without a word.
    if "round" in form.errors:
        shown = question.round.name if question.round else _("all codings")
        messages.warning(
            request,
            _("That round is not open yet, or not of this study. The figures are of %(shown)s.") % {"shown": shown},
        )
    form.initial = {
        "round": str(question.round.pk) if question.round else "all",
        "unit": question.unit,
        "rollup": question.rollup,
        "without": question.without_interviewer,
        "coder": [str(pk) for pk in question.coders or ()],
        "figure": form.figures,
        "interval": form.interval_kind,
        "resamples": question.resamples or RESAMPLES,
        "seed": question.seed,
        "branch": str(question.branch or ""),
        "weights": question.weights,
    }
    form.is_bound = False
    return Asked(form, question, {node.id: node for node in nodes}, scale_of(request))


def scale_of(request: ProjectRequest) -> Any:
    """Return whose words stand after the figures of the study; None for nobody's."""
    name = Interpretation.objects.filter(project=request.project).values_list("scale", flat=True).first()
    return next((one for one in SCALES if one.name == name), None)


def shared_context(request: ProjectRequest, asked: Asked, tab: str) -> dict[str, Any]:
    """What every page of agreement shows of the question."""
    question = asked.question
    version = question.round.codebook_version if question.round else latest_version(request.project)
    return {
        "form": asked.form,
        "question": question,
        "same": asked.address(),
        "tab": tab,
        "unit_label": UNIT_LABELS[question.unit],
        "units_counted": UNITS_COUNTED[question.unit],
        "interval": asked.form.interval_kind,
        "scale": asked.scale,
        "scale_form": ScaleForm(initial={"scale": asked.scale.name if asked.scale else ""}),
        "version": version,
        "shares": SHARES,
        "section": "agreement",
    }


def named(coefficients: dict[str, dict], names: list[str] | None = None) -> list[Named]:
    """(name, label, meaning, coefficient) of those that are there, in order."""
    order = list(coefficients) if names is None else names
    return [(name, LABELS[name], MEANINGS[name], coefficients[name]) for name in order if name in coefficients]


def explained(names: list[str]) -> list[dict[str, Any]]:
    """What each figure is, once: definition, formula, variant and the paper it comes from."""
    return [
        {
            "name": name, "label": LABELS[name], "meaning": MEANINGS[name], "variant": VARIANTS.get(name, ""),
            "formula": STATISTICS[name].formula, "citation": STATISTICS[name].citation,
        }
        for name in dict.fromkeys(names)
        if name in STATISTICS
    ]  # fmt: skip


def references(names: list[str], asked: Asked, report: dict[str, Any] | None = None) -> list[str]:
    """The papers behind the figures, their intervals and the words after them, each once, by author."""
    papers = {STATISTICS[name].citation for name in names if name in STATISTICS}
    if asked.form.interval_kind == BOOTSTRAP and report and not report["intervals"]["undefined"]:
        papers.add(INTERVAL_CITATIONS["bootstrap"])
    elif asked.form.interval_kind == FORMULA:
        papers |= {INTERVAL_CITATIONS["linearisation"], INTERVAL_CITATIONS["fce1969"]}
    if asked.scale:
        papers.add(asked.scale.citation)
    return sorted(papers)
