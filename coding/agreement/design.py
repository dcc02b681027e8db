"""How the coding of a round was set up and what was settled, as a report tells it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from coding.codings.models import Assignment, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.methods import methods_text
from coding.reconciliation.models import Decision, DecisionChoice, Disagreement, Round
from coding.sources.models import Source
from workbench.projects.models import Project


def design_of(project: Project, round_: Round | None) -> dict[str, Any]:
    """Return the set-up, what was settled and how, the day, and the version of the software; constant queries."""
    everything = Source.objects.filter(project=project).aggregate(n=Count("pk"), words=Sum("words", default=0))
    facts: dict[str, Any] = {
        "day": timezone.localdate(),
        "software": software_version(),
        "all_sources": everything["n"],
        "all_words": everything["words"],
    }
    if round_ is None:
        return facts
    sealed = sealed_source_ids(project)
    asked = Assignment.objects.filter(round=round_)
    counted = asked.aggregate(
        asked=Count("pk"),
        handed_in=Count("pk", filter=Q(done_at__isnull=False)),
        coders=Count("coder", distinct=True),
        sources=Count("source", distinct=True),
    )
    mine = Source.objects.filter(pk__in=asked.values("source"))
    found = Disagreement.objects.filter(round=round_).exclude(source__in=sealed)
    decided = Decision.objects.filter(disagreement__in=found, withdrawn_at=None)
    by_choice = dict(decided.order_by().values_list("choice").annotate(n=Count("pk")))
    consensus = visible_codings(project, None).filter(layer=Layer.CONSENSUS, round=round_)
    total = found.count()
    return facts | {
        "round": round_,
        "methods": methods_text(round_),
        "counted": counted,
        "words": mine.aggregate(n=Sum("words", default=0))["n"],
        "disagreements": total,
        "decided": sum(by_choice.values()),
        "waiting": total - sum(by_choice.values()),
        "choices": [(label, by_choice[choice]) for choice, label in DecisionChoice.choices if choice in by_choice],
        "agreed": consensus.filter(decision=None).count(),
    }


def software_version() -> str:
    """Return the name and version of this program, as a methods section cites it."""
    try:
        return f"Marginalia {version('marginalia')}"
    except PackageNotFoundError:
        return "Marginalia"
