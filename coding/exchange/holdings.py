"""How much of the coding a person may see, as the page of exports says it."""

from __future__ import annotations

from django.utils.translation import ngettext

from coding.codebook.models import Code
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.models import Decision
from coding.sources.models import Case, Source
from workbench.exporting.registry import Holding, holdings
from workbench.membership.models import Membership
from workbench.projects.models import Project


@holdings
def coding_holdings(project: Project, viewer: Membership | None) -> dict[str, Holding]:
    """Return sources, cases, codes, codings, memos and decisions; codings and memos say how many sources hide some."""
    decisions = Decision.objects.filter(disagreement__round__project=project, withdrawn_at=None)
    blind = _blind(len(sealed_source_ids(project)))
    return {
        "sources": Holding(_sources(Source.objects.filter(project=project).count())),
        "cases": Holding(_cases(Case.objects.filter(project=project).count())),
        "codes": Holding(_codes(Code.objects.filter(project=project, retired_at=None).count())),
        "codings": Holding(_codings(visible_codings(project, viewer).count()), blind),
        "memos": Holding("", blind),
        "decisions": Holding(_decisions(decisions.count())),
    }


def _blind(sealed: int) -> tuple[str, ...]:
    if not sealed:
        return ()
    told = ngettext(
        "%(count)s source is being coded blind: what others coded there is left out.",
        "%(count)s sources are being coded blind: what others coded there is left out.",
        sealed,
    )
    return (told % {"count": sealed},)


def _sources(count: int) -> str:
    return ngettext("%(count)s source", "%(count)s sources", count) % {"count": f"{count:,}"}


def _cases(count: int) -> str:
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": f"{count:,}"}


def _codes(count: int) -> str:
    return ngettext("%(count)s code", "%(count)s codes", count) % {"count": f"{count:,}"}


def _codings(count: int) -> str:
    return ngettext("%(count)s coding", "%(count)s codings", count) % {"count": f"{count:,}"}


def _decisions(count: int) -> str:
    return ngettext("%(count)s decision", "%(count)s decisions", count) % {"count": f"{count:,}"}
