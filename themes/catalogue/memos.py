"""Memos on themes."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.urls import reverse

from coding.codings.models import Memo
from coding.memos.kinds import numbers
from coding.memos.things import Thing, memos_on
from themes.catalogue.models import Theme
from workbench.membership.models import Membership


@memos_on(Memo.About.THEME)
def themes(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    rows = Theme.objects.filter(project_id=project_id, pk__in=numbers(keys)).select_related("project")
    return {str(row.pk): Thing(row.name, reverse("themes:detail", args=[row.project.slug, row.pk])) for row in rows}


def memos_of(theme: int, project_id: int) -> QuerySet[Memo]:
    """Return all memos on a theme, for what moves or keeps them; who reads them goes through visibility."""
    return Memo.objects.filter(project=project_id, about=Memo.About.THEME, about_id=str(theme))
