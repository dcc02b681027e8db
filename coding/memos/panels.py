"""The memos on one thing, as a part of its page."""

from __future__ import annotations

from typing import Any

from coding.codings.models import Memo
from coding.memos.queries import memos_about, shown_memos
from workbench.membership.models import Membership
from workbench.membership.roles import Permission


def panel_context(viewer: Membership, about: str, key: object) -> dict[str, Any]:
    """Return what the panel shows; a constant number of queries."""
    shown = shown_memos(viewer, memos_about(viewer, about, str(key)))
    # A coding has one memo of each author.
    is_full = about == Memo.About.CODING and any(one.is_own for one in shown)
    may_write = viewer.allows(Permission.CODE) and not is_full
    return {"shown": shown, "about": str(about), "key": str(key), "may_write": may_write}
