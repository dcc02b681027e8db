"""Memos on the pages of what they are about."""

from __future__ import annotations

from typing import Any

from django import template

from coding.memos.forms import MemoForm, NoteForm
from coding.memos.panels import panel_context

register = template.Library()


@register.inclusion_tag("coding/memos/_panel.html", takes_context=True)
def memo_panel(context: dict[str, Any], about: str, key: object) -> dict[str, Any]:
    """Show the memos on a thing, and where one more is written."""
    shared = {name: context[name] for name in ("project", "request", "membership", "may", "user")}
    return shared | panel_context(context["membership"], about, key) | {"form": MemoForm(auto_id=f"{about}-{key}-%s")}


@register.simple_tag
def note_form() -> NoteForm:
    """Return the empty form of the quick reflexive note."""
    return NoteForm(auto_id="note-%s")
