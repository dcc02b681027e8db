"""What a merge of two codes would do, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from coding.codebook.models import Code
from coding.codings.models import Memo
from coding.codings.visibility import visible_codings, visible_memos
from coding.quotations.actions import check_merge, link_tables
from workbench.membership.models import Membership
from workbench.web.errors import WorkbenchError


@dataclass(frozen=True)
class MergePreview:
    """How much would move; `refused` says why the merge cannot be, and then nothing is counted."""

    into: Code
    refused: str = ""
    codings: int = 0
    same: int = 0  # codings whose coder has both codes on the very same words: one of the two remains
    coders: int = 0
    memos: int = 0
    subcodes: tuple[str, ...] = ()
    themes: int = 0


def merge_preview(code: Code, into: Code, viewer: Membership) -> MergePreview:
    """Count what a merge would move, as far as the viewer may see it; a constant number of queries."""
    try:
        check_merge(code, into)
    except WorkbenchError as error:
        return MergePreview(into, refused=error.message)
    seen = visible_codings(code.project, viewer)
    here = seen.filter(code=code)
    place = {name: OuterRef(name) for name in ("source", "coder", "start", "end")}
    twin = seen.filter(code=into, round=None, **place)
    memos = visible_memos(code.project, viewer).filter(about=Memo.About.CODE, about_id=str(code.pk))
    ties = (table.objects.filter(**{code_field: code}) for table, _label, code_field, _thing in link_tables())
    return MergePreview(
        into,
        codings=here.count(),
        same=here.filter(Exists(twin)).count(),
        coders=here.order_by().values("coder").distinct().count(),
        memos=memos.count(),
        subcodes=tuple(code.children.filter(retired_at=None).values_list("name", flat=True)),
        themes=sum(rows.count() for rows in ties),
    )
