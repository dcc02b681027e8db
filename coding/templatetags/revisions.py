"""What pages of earlier stages say about texts that were changed."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from coding.revisions.queries import waiting_counts
from coding.sources.models import Source
from workbench.membership.models import Membership

register = template.Library()


@register.simple_tag
def codings_to_settle(viewer: Membership, *rows: Source | Iterable[tuple[Source, object]]) -> dict[int, int]:
    """Return how many codings without a place the viewer sees, by source; a source, or rows beginning with one."""
    sources = [one for row in rows for one in ([row] if isinstance(row, Source) else [first for first, *_rest in row])]
    return waiting_counts(viewer, [source.pk for source in sources])
