"""Memos on rounds."""

from __future__ import annotations

from collections.abc import Collection

from coding.codings.models import Memo
from coding.memos.kinds import numbers
from coding.memos.things import Thing, memos_on
from coding.reconciliation.models import Round
from workbench.membership.models import Membership


@memos_on(Memo.About.ROUND)
def rounds(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    rows = Round.objects.filter(project_id=project_id, pk__in=numbers(keys)).select_related("project").defer("drawn")
    return {str(row.pk): Thing(row.name, row.get_absolute_url()) for row in rows}
