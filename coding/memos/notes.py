"""A quick reflexive note goes into the journal of the study, with links to where one was."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from coding.codings.memo_links import escaped
from coding.codings.visibility import visible_codings
from coding.memos.queries import QUOTED
from coding.sources.models import Source
from workbench.membership.models import Membership


def note_text(
    viewer: Membership,
    body: str,
    *,
    source: int | None = None,
    start: int | None = None,
    end: int | None = None,
    coding: UUID | None = None,
) -> str:
    """Return the note with a line that leads to the coding or the place, as far as they are there and may be seen."""
    seen = visible_codings(viewer.project, viewer).select_related("code", "source")
    if coding and (one := seen.filter(pk=coding).first()):
        name = escaped(f"{one.code}: “{one.quote[:QUOTED]}”")
        return _with_place(body, f"[{name}](coding:{one.pk}), {_source_link(one.source)}")
    found = Source.objects.filter(project=viewer.project, pk=source).first() if source else None
    if found is None:
        return body
    if start is None or end is None or not start < end <= found.characters:
        return _with_place(body, _source_link(found))
    name = escaped(f"{found.name}: “{found.text[start:end][:QUOTED]}”")
    return _with_place(body, f"[{name}](source:{found.pk}#{start}-{end})")


def _source_link(source: Source) -> str:
    return f"[{escaped(source.name)}](source:{source.pk})"


def _with_place(body: str, link: str) -> str:
    return body.rstrip() + "\n\n" + _("At: %(place)s") % {"place": link}
