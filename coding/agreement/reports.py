"""The agreement report of a project or round, computed once for each state of the data."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from coding.agreement.groupings import sources_by_value
from coding.agreement.overall import Asked, Scale
from coding.agreement.queries import Material, Scope, comparable_rounds, material, material_by_round
from coding.agreement.report import DEFAULT_SEED, RESAMPLES, report_of, reports_of_groups
from coding.agreement.source_lines import report_of_sources
from coding.agreement.tabulated import Tabulated, tabulate
from coding.codebook.models import Code
from coding.codebook.queries import code_paths
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Round
from coding.sources.models import Source, Speaker, Variable, VariableValue
from workbench.accounts.models import User
from workbench.projects.models import Project

KEPT_SECONDS = 24 * 3600
Report = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked for: whose codings, at which unit, and how the intervals are drawn.

    `branch`: one code and those below it (its key). `weights`: the codes compared, in the order of the codebook, are a
    scale, and AC2 and ordinal alpha are given with these weights (coding.agreement.tallies.WEIGHTS). `aligned`: on
    characters and unitizing also gamma and alpha_U, which are slow. `coders`: these
    alone.
    """

    project: Project
    round: Round | None = None
    unit: str = "sentence"
    rollup: bool = False
    resamples: int = RESAMPLES
    seed: int = DEFAULT_SEED
    branch: int | None = None
    without_interviewer: bool = False
    weights: str = ""
    aligned: bool = False
    coders: frozenset[int] | None = None

    @property
    def scope(self) -> Scope:
        return Scope(self.unit, self.rollup, self.without_interviewer, self.branch, self.coders)


def report_for(question: Question) -> tuple[Report, dict[int, str]]:
    """Return the report, coders and codes as keys, and the coders' names.

    Kept until a text, a coding, a hand-in, a code or a blind round changes.
    """
    report = _kept(question, "", lambda: _computed(question))
    return report, coder_names(report["coders"])


def reports_by_variable(question: Question, variable: Variable, *, code_by_code: bool = True) -> dict[str, Report]:
    """Return the same report on the sources of each value of a variable, {value: report}; values without sources that
    two coders read are not there. Without `code_by_code` it is on all codes together alone."""

    def compute() -> dict[str, Report]:
        tabulated, _hidden = _tabulated(question)
        compared = {tabulated.found.columns.keys[place] for place in tabulated.found.compared_sources.tolist()}
        groups = {value: held & compared for value, held in sources_by_value(variable).items() if held & compared}
        return reports_of_groups(
            tabulated, groups, resamples=question.resamples, seed=question.seed, asked=_asked(question, tabulated),
            code_by_code=code_by_code,
        )  # fmt: skip

    return _kept(question, f"by variable {variable.pk} {code_by_code}", compute)


def reports_by_round(question: Question) -> list[tuple[Round, Report]]:
    """Return the same report on each round that was opened, the oldest first; the question's own round is not asked.

    Texts and codings are read once for all rounds.
    """
    rounds = comparable_rounds(question.project)[::-1]

    def compute() -> dict[int, Report]:
        found = material_by_round(question.project, rounds, question.scope)
        return {key: _report_of(question, _laid(question, one)) for key, one in found.items()}

    reports = _kept(question, f"by round {[one.pk for one in rounds]}", compute)
    return [(one, reports[one.pk]) for one in rounds]


def lines_by_source(question: Question) -> list[Report]:
    """Return one line for each source that two coders read (coding.agreement.source_lines)."""
    return _kept(question, "by source", lambda: report_of_sources(_tabulated(question)[0]))


def coder_names(coders: Iterable[int]) -> dict[int, str]:
    """Return the coders' names by key, in their order."""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=coders)}
    return {coder: names[coder] for coder in coders}


def _kept(question: Question, what: str, compute: Callable[[], Any]) -> Any:
    key = _fingerprint(question, what)
    found = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _computed(question: Question) -> Report:
    tabulated, hidden = _tabulated(question)
    return _report_of(question, tabulated) | {"hidden_sources": hidden}


def _report_of(question: Question, tabulated: Tabulated) -> Report:
    asked = _asked(question, tabulated)
    return report_of(tabulated, resamples=question.resamples, seed=question.seed, asked=asked)


def _tabulated(question: Question) -> tuple[Tabulated, int]:
    """What is compared, laid on its units; the same for all pages that ask about it, however intervals are drawn."""

    def compute() -> tuple[Tabulated, int]:
        found = gather(question)
        return _laid(question, found), found.hidden

    plain = replace(question, resamples=0, seed=0, weights="", aligned=False)
    return _kept(plain, "laid", compute)


def _laid(question: Question, found: Material) -> Tabulated:
    return tabulate(found.sources, list(found.coders), list(found.codes), question.unit, headings=found.headings)


def _asked(question: Question, tabulated: Tabulated) -> Asked:
    codes = tuple(code for code in tabulated.found.columns.codes if code not in tabulated.headings)
    return Asked(Scale(codes, question.weights) if question.weights else None, question.aligned)


def gather(question: Question, sources: Iterable[int] | None = None) -> Material:
    """Return what the question compares; `sources` limits it to some."""
    return material(question.project, round_=question.round, scope=question.scope, sources=sources)


def _fingerprint(question: Question, what: str) -> str:
    project = question.project
    codings = visible_codings(project, None).filter(layer=Layer.CODER).order_by()
    state = (
        what,
        replace(question, project=None, round=None, coders=None),
        sorted(question.coders) if question.coders is not None else None,
        project.pk,
        question.round.pk if question.round else None,
        codings.aggregate(n=Count("pk"), last=Max("updated_at")),
        Assignment.objects.filter(project=project, done_at__isnull=False).aggregate(n=Count("pk"), last=Max("done_at")),
        sorted(sealed_source_ids(project)),
        Source.objects.filter(project=project).aggregate(n=Count("pk"), revisions=Sum("revision")),
        list(
            Code.objects.filter(project=project).order_by("pk").values_list("pk", "parent_id", "position", "retired_at")
        ),
        list(Speaker.objects.filter(source__project=project, is_interviewer=True).order_by("pk").values_list("pk")),
        _groups(project) if what.startswith("by variable") else None,
    )
    return f"agreement:{hashlib.sha256(repr(state).encode()).hexdigest()}"


def _groups(project: Project) -> tuple:
    """What the groups of sources depend on."""
    values = VariableValue.objects.filter(variable__project=project).order_by()
    cases = Source.objects.filter(project=project, case__isnull=False).order_by("pk")
    return (
        sorted(values.values_list("case_id", "variable_id", "value")),
        list(Variable.objects.filter(project=project).order_by("pk").values_list("pk", "kind", "levels")),
        list(cases.values_list("pk", "case_id")),
    )


def named_report(question: Question, *, by: Variable | None = None) -> Report:
    """Return the report as scripts get it: project, round and layer said, coders by name, codes by path.

    `by` adds the same report on the sources of each value of a variable.
    """
    report, names = report_for(question)
    paths, people = code_paths(question.project), _distinct(names)
    round_, branch = question.round, question.branch
    answer = {
        "project": question.project.slug,
        "round": round_.name if round_ else None,
        "codebook_version": round_.codebook_version.number if round_ else None,
        "layer": "coders",
        **_named(report, paths, people),
        "rollup": question.rollup,
        "branch": paths[branch] if branch else None,
    }
    if by is not None:
        reports = reports_by_variable(question, by)
        answer["by"] = {
            "variable": by.name,
            "groups": [{"value": value, **_named(one, paths, people)} for value, one in reports.items()],
        }
    return answer


def _named(report: Report, paths: dict[int, str], people: dict[int, str]) -> Report:
    def pair(entry: Report) -> Report:
        return entry | {"coders": [people[coder] for coder in entry["coders"]]}

    def code(entry: Report) -> Report:
        return entry | {
            "code": paths[entry["code"]],
            "counts": {people[coder]: counts for coder, counts in entry["counts"].items()},
            "pairs": [pair(one) for one in entry["pairs"]],
        }

    overall = report["overall"]
    left_out = overall["left_out"] | {"codes": [paths[one] for one in overall["left_out"]["codes"]]}
    return report | {
        "coders": [people[coder] for coder in report["coders"]],
        "codes": [code(entry) for entry in report["codes"]],
        "overall": overall | {"left_out": left_out, "pairs": [pair(one) for one in overall["pairs"]]},
    }


def _distinct(names: dict[int, str]) -> dict[int, str]:
    """Names that tell people apart: a number follows a name that several have."""
    often = Counter(names.values())
    met: Counter[str] = Counter()
    told = {}
    for key, name in names.items():
        met[name] += 1
        told[key] = name if often[name] == 1 else f"{name} ({met[name]})"
    return told
