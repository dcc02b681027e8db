"""What else holds offsets into texts. Later stages of the work register here; this stage does not ask them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coding.revisions.anchoring import TextChange
from coding.sources.models import Source

# Called inside the transaction, when source, turns and codings are in their new places; source.revision is the new
# number. Returns counts for the report, by the name of what was placed: {"quotations": {"same": 3, "displaced": 1}}.
ReAnchors = Callable[[Source, TextChange], Mapping[str, Mapping[str, int]] | None]
_registered: list[ReAnchors] = []


def re_anchors(function: ReAnchors) -> ReAnchors:
    """Register a function that gives what a later stage keeps about a text its places in the new text."""
    if function not in _registered:
        _registered.append(function)
    return function


def re_anchor_all(source: Source, change: TextChange) -> dict[str, dict[str, int]]:
    """Let everything registered follow the change; the counts by name."""
    counts: dict[str, dict[str, int]] = {}
    for function in _registered:
        for name, count in (function(source, change) or {}).items():
            counts[name] = dict(count)
    return counts
