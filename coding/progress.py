"""What the list of sources shows of a member's own coding."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from coding.codings.models import Assignment, Layer
from coding.codings.reading import own_shares
from coding.codings.shares import whole_percent
from coding.codings.visibility import visible_codings
from coding.sources.progress import Progress, tells_progress
from workbench.membership.models import Membership


@tells_progress
def own_progress(member: Membership, sources: Sequence[int]) -> dict[int, Progress]:
    """The member's own codings and whether they were asked to read a source or have read it; seven queries."""
    codings = dict(
        visible_codings(member.project, member)
        .filter(source_id__in=sources, coder_id=member.user_id, layer=Layer.CODER)
        .order_by()
        .values_list("source_id")
        .annotate(n=Count("pk"))
    )
    asked: dict[int, bool] = {}
    rows = Assignment.objects.filter(source_id__in=sources, coder_id=member.user_id)
    for source, done in rows.values_list("source_id", "done_at"):
        # Handed in everywhere, or still to do somewhere.
        asked[source] = asked.get(source, True) and done is not None
    shares = own_shares(member, sources)
    return {source: _progress(codings.get(source, 0), asked.get(source), shares.get(source)) for source in sources}


def _progress(codings: int, handed_in: bool | None, share: float | None) -> Progress:
    if handed_in:
        return Progress(codings, _("Read"), "done")
    percent = None if share is None else whole_percent(share)
    if handed_in is False and not percent:
        return Progress(codings, _("To code"), "waiting")
    return Progress(codings, _("Under way"), "running", percent) if codings or percent is not None else Progress()
