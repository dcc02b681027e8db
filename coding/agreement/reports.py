"""The agreement report of a project or round, computed once for each state of the data."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum

from coding.agreement.queries import Material, material
from coding.agreement.report import DEFAULT_SEED, agreement_report
from coding.codebook.models import Code
from coding.codebook.queries import code_paths
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Round
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.projects.models import Project

KEPT_SECONDS = 24 * 3600
RESAMPLES = 1000


@dataclass(frozen=True)
class Question:
    """What is asked for: whose codings, at which unit, and how the intervals are drawn."""

    project: Project
    round: Round | None = None
    unit: str = "sentence"
    rollup: bool = False
    resamples: int = RESAMPLES
    seed: int = DEFAULT_SEED


def report_for(question: Question) -> tuple[dict[str, Any], dict[int, str]]:
    """Return the report, coders and codes as keys, and the coders' names.

    Kept until a text, a coding, a hand-in, a code or a blind round changes.
    """
    key = _fingerprint(question)
    report = cache.get(key)
    if report is None:
        report = _computed(question)
        cache.set(key, report, KEPT_SECONDS)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=report["coders"])}
    return report, {coder: names[coder] for coder in report["coders"]}


def _computed(question: Question) -> dict[str, Any]:
    found = gather(question)
    report = agreement_report(
        found.sources, list(found.coders), list(found.codes), question.unit,
        resamples=question.resamples, seed=question.seed,
    )  # fmt: skip
    return report | {"hidden_sources": found.hidden}


def gather(question: Question) -> Material:
    """Return what the question compares."""
    return material(question.project, round_=question.round, unit=question.unit, rollup=question.rollup)


def _fingerprint(question: Question) -> str:
    project = question.project
    codings = visible_codings(project, None).filter(layer=Layer.CODER).order_by()
    state = (
        replace(question, project=None, round=None),
        project.pk,
        question.round.pk if question.round else None,
        codings.aggregate(n=Count("pk"), last=Max("updated_at")),
        Assignment.objects.filter(project=project, done_at__isnull=False).aggregate(n=Count("pk"), last=Max("done_at")),
        sorted(sealed_source_ids(project)),
        Source.objects.filter(project=project).aggregate(n=Count("pk"), revisions=Sum("revision")),
        list(Code.objects.filter(project=project).order_by("pk").values_list("pk", "parent_id", "retired_at")),
    )
    return f"agreement:{hashlib.sha256(repr(state).encode()).hexdigest()}"


def named_report(question: Question) -> dict[str, Any]:
    """Return the report as scripts get it: project, round and layer said, coders by name, codes by path."""
    report, names = report_for(question)
    paths, people = code_paths(question.project), _distinct(names)

    def pair(entry: dict[str, Any]) -> dict[str, Any]:
        return entry | {"coders": [people[coder] for coder in entry["coders"]]}

    def code(entry: dict[str, Any]) -> dict[str, Any]:
        return entry | {
            "code": paths[entry["code"]],
            "counts": {people[coder]: counts for coder, counts in entry["counts"].items()},
            "pairs": [pair(one) for one in entry["pairs"]],
        }

    overall = report["overall"]
    left_out = overall["left_out"] | {"codes": [paths[one] for one in overall["left_out"]["codes"]]}
    return {
        "project": question.project.slug,
        "round": question.round.name if question.round else None,
        "layer": "coders",
        **report,
        "rollup": question.rollup,
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
