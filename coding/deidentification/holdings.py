"""What the page of exports says of names: whether texts were looked through, never what was found."""

from __future__ import annotations

from django.utils.translation import ngettext

from coding.deidentification.models import Look
from coding.deidentification.queries import unseen_sources
from workbench.exporting.registry import Holding, holdings
from workbench.membership.models import Membership
from workbench.projects.models import Project


@holdings
def name_holdings(project: Project, _viewer: Membership | None) -> dict[str, Holding]:
    """Return "names", which has a note where texts are not looked through yet but others are."""
    if not Look.objects.filter(source__project=project).exists():
        return {}
    unseen = unseen_sources(project).count()
    if not unseen:
        return {}
    told = ngettext(
        "%(count)s source was not looked through for names yet.",
        "%(count)s sources were not looked through for names yet.",
        unseen,
    )
    return {"names": Holding("", (told % {"count": unseen},))}
