"""Recode debt: codings made before their code was changed, split or merged, that nobody has looked at since.

What belongs to a round was coded by the codebook that the round froze and stays as it is; its consensus owes. All of it
through visibility.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet

from coding.codebook.models import Code
from coding.codings.models import Coding, Layer
from coding.codings.queries import consensus_once
from coding.codings.visibility import visible_codings
from workbench.membership.models import Membership
from workbench.membership.roles import Permission

DEFINED, SPLIT, MERGED = "defined", "split", "merged"


def _not_seen_since(moment: str) -> Q:
    return Q(looked_at__lt=F(moment)) | Q(looked_at=None, created_at__lt=F(moment))


OWED = (
    (Q(round=None) | Q(layer=Layer.CONSENSUS))
    & Q(code__retired_at=None)
    & (_not_seen_since("code__defined_at") | _not_seen_since("code__split_at") | _not_seen_since("merged_at"))
)


def own_debt(viewer: Membership, code: int | None = None) -> QuerySet[Coding]:
    """Return what the viewer should look at again, code by code: their own codings, and for a lead the consensus."""
    mine = Q(layer=Layer.CODER, coder=viewer.user_id)
    if viewer.allows(Permission.MANAGE_ROUNDS):
        mine |= Q(layer=Layer.CONSENSUS)
    found = consensus_once(visible_codings(viewer.project, viewer)).filter(OWED).filter(mine)
    if code is not None:
        found = found.filter(code=code)
    return found.order_by("layer", "code__position", "code_id", "source_id", "start", "end", "pk")


@dataclass
class Debt:
    """What one code owes: the viewer's own, the consensus, and other coders' by their key, as far as may be seen."""

    code: Code
    own: int = 0
    consensus: int = 0
    others: dict[int, int] = field(default_factory=dict)
    merged_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.own + self.consensus + sum(self.others.values())


def debts_of(viewer: Membership) -> list[Debt]:
    """Return the codes that owe something, in the order of their position; two queries.

    What others owe is for leads, who see it where they may see the codings.
    """
    may_all = viewer.allows(Permission.MANAGE_ROUNDS)
    found = consensus_once(visible_codings(viewer.project, viewer)).filter(OWED)
    if not may_all:
        found = found.filter(layer=Layer.CODER, coder=viewer.user_id)
    rows = found.order_by().values("code_id", "layer", "coder_id").annotate(n=Count("pk"), merged=Max("merged_at"))
    by_code: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        by_code[row["code_id"]].append(row)
    codes = Code.objects.filter(pk__in=by_code).select_related("parent").order_by("position", "pk")
    return [_debt(code, by_code[code.pk], viewer.user_id) for code in codes]


def _debt(code: Code, rows: Iterable[dict], me: int) -> Debt:
    debt = Debt(code)
    for row in rows:
        if row["layer"] == Layer.CONSENSUS:
            debt.consensus += row["n"]
        elif row["coder_id"] == me:
            debt.own += row["n"]
        else:
            debt.others[row["coder_id"]] = row["n"]
        if row["merged"] and (debt.merged_at is None or row["merged"] > debt.merged_at):
            debt.merged_at = row["merged"]
    return debt


def causes_of(coding: Coding) -> list[tuple[str, datetime]]:
    """Return why a coding is to be looked at again, (DEFINED, SPLIT or MERGED, when), the latest first."""
    seen = coding.looked_at or coding.created_at
    moments = ((DEFINED, coding.code.defined_at), (SPLIT, coding.code.split_at), (MERGED, coding.merged_at))
    causes = [(cause, at) for cause, at in moments if at and at > seen]
    return sorted(causes, key=lambda cause: cause[1], reverse=True)
