"""What the history keeps of a memo."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coding.codings.memo_links import linked_codings, without_words
from coding.codings.memo_markdown import as_text
from coding.codings.models import Memo


def memo_facts(memo: Memo) -> dict[str, object]:
    """Return what the history shows of a memo, and for undoing (with _) all of it.

    A coding that it links to may be hidden from those who read the history.
    """
    return {
        "title": memo.title, "body": _shown(memo.body), "_body": memo.body, "_about": memo.about,
        "_about_id": memo.about_id, "_created": memo.created_at.isoformat(),
    }  # fmt: skip


def memo_label(memo: Memo) -> str:
    """Return what the history calls a memo: its title, or how it begins."""
    return memo.title or " ".join(as_text(_shown(memo.body)).split())[:60]


def _shown(body: str) -> str:
    return without_words(body, linked_codings(body), f"*{_('a coding')}*")
