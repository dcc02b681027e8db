"""The things of this app that memos are about: the study, its sources, codes, codings and cases."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.models import Memo
from coding.codings.visibility import visible_codings
from coding.memos.things import Thing, memos_on
from coding.sources.models import Case, Source
from workbench.membership.models import Membership
from workbench.projects.models import Project


def numbers(keys: Collection[str]) -> list[int]:
    """Return the keys that are numbers of rows."""
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]


def uuids(keys: Collection[str]) -> list[UUID]:
    """Return the keys that are keys of codings."""
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found


@memos_on(Memo.About.PROJECT)
def studies(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    project = Project.objects.get(pk=project_id)
    here = Thing(_("Journal of the study"), reverse("memos:list", args=[project.slug]) + "?kind=project")
    return {str(project.pk): here} if str(project.pk) in keys else {}


@memos_on(Memo.About.SOURCE)
def sources(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    rows = Source.objects.filter(project_id=project_id, pk__in=numbers(keys)).select_related("project").defer("text")
    return {
        str(row.pk): Thing(row.name, reverse("codings:source", args=[row.project.slug, row.pk]), row.pk) for row in rows
    }


@memos_on(Memo.About.CODE)
def codes(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    rows = Code.objects.filter(project_id=project_id, pk__in=numbers(keys)).select_related("project")
    return {str(row.pk): Thing(row.name, reverse("codebook:code", args=[row.project.slug, row.pk])) for row in rows}


@memos_on(Memo.About.CASE)
def cases(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    rows = Case.objects.filter(project_id=project_id, pk__in=numbers(keys)).select_related("project")
    return {str(row.pk): Thing(row.name, reverse("cases:detail", args=[row.project.slug, row.pk])) for row in rows}


@memos_on(Memo.About.CODING)
def codings(viewer: Membership | None, project_id: int, keys: Collection[str]) -> dict[str, Thing]:
    project = viewer.project if viewer else Project.objects.get(pk=project_id)
    rows = visible_codings(project, viewer).filter(pk__in=uuids(keys)).select_related("code")
    found = {}
    for row in rows:
        url = reverse("codings:source", args=[project.slug, row.source_id]) + f"#coding-{row.pk}"
        found[str(row.pk)] = Thing(
            _("%(code)s on “%(quote)s”") % {"code": row.code, "quote": row.quote[:80]}, url, row.source_id
        )
    return found
