"""What became of one coder's work at a place, once it was decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coding.codings.models import Coding
from coding.reconciliation.models import Disagreement


def outcome_of(place: Disagreement, own: Sequence[Coding], written: Sequence[Coding]) -> tuple[str, str]:
    """Say (badge class, words) how the consensus stands to what the coder did: kept, changed, not kept, or open."""
    if not place.current:
        return "", _("not decided yet")
    mine, agreed = ({(one.code_id, one.start, one.end) for one in rows} for rows in (own, written))
    shared = {code for code, _start, _end in mine} & {code for code, _start, _end in agreed}
    outcomes = (
        (mine == agreed, "badge-ok", _("kept as you had it")),
        (not mine, "badge-warn", _("coded, where you had left it alone")),
        (not agreed, "badge-warn", _("not kept: rightly uncoded")),
        (mine < agreed, "badge-ok", _("kept, with more beside it")),
        (bool(shared), "badge-warn", _("code kept, extent changed")),
        (True, "badge-warn", _("another code")),
    )
    return next((badge, words) for holds, badge, words in outcomes if holds)
