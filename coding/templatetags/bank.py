"""The star that marks words for the manuscript, on pages of earlier and later stages."""

from __future__ import annotations

from typing import Any

from django import template

from coding.bank.queries import stars_of

register = template.Library()


def _stars(context: dict[str, Any]) -> dict[tuple[int, int, int, int | None], int]:
    """The marks that the viewer sees, read once for a page."""
    request = context["request"]
    if not hasattr(request, "stars_seen"):
        request.stars_seen = stars_of(context["project"], context["membership"])
    return request.stars_seen


@register.inclusion_tag("coding/bank/_star.html", takes_context=True)
def star_coding(context: dict[str, Any], coding: Any) -> dict[str, Any]:
    """Show the star of a coding's words under its code."""
    place = (coding.source_id, coding.start, coding.end, coding.code_id)
    return _context(context, place) | {"coding": coding}


@register.inclusion_tag("coding/bank/_star.html", takes_context=True)
def star_words(context: dict[str, Any], words: Any) -> dict[str, Any]:
    """Show the star of words in a source (anything with source, start, end), under no code."""
    return _context(context, (words.source_id, words.start, words.end, None)) | {"revision": words.source.revision}


def _context(context: dict[str, Any], place: tuple[int, int, int, int | None]) -> dict[str, Any]:
    source, start, end, code = place
    return {
        "project": context["project"], "source": source, "start": start, "end": end, "code": code, "coding": None,
        "on": place in _stars(context),
    }  # fmt: skip
