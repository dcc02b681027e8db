"""Reading assignments; codings themselves are read through visibility."""

from django.db.models import QuerySet

from coding.codings.models import Assignment
from coding.sources.models import Source
from workbench.accounts.models import User


def open_assignment(source: Source, coder: User) -> Assignment | None:
    """Return the coder's assignment on the source in a round that is still being coded or reconciled, if any."""
    return (
        Assignment.objects.filter(source=source, coder=coder, round__isnull=False)
        .exclude(round__state="closed")
        .select_related("round")
        .order_by("-round_id")
        .first()
    )


def assignments_of(coder: User, project_id: int) -> QuerySet[Assignment]:
    """Return what the coder was asked to read in rounds of the project, unfinished first."""
    return (
        Assignment.objects.filter(project_id=project_id, coder=coder, round__isnull=False)
        .select_related("round", "source")
        .defer("source__text")
        .order_by("done_at", "round_id", "source_id")
    )
