"""A search as an address keeps it, asked again: by the page that codes all of it, and by the job that does so."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from coding.finding.actions import Place
from coding.finding.forms import FindForm
from coding.finding.queries import Found, find
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


def ask_again(project: Project, asked: str, digest: str, seconds: float) -> tuple[FindForm, Found]:
    """Search again; raises WorkbenchError unless exactly the places are found that the person saw."""
    form = FindForm(QueryDict(asked), project=project)
    if not form.is_valid():
        raise WorkbenchError(_("This search cannot be read. Search again."))
    found = find(form.scope, form.matcher, seconds=seconds)
    if found.digest != digest:
        raise WorkbenchError(
            _("The texts have changed since the search: other places are found now. Search again and look at them.")
        )
    return form, found


def places_of(found: Found) -> list[Place]:
    return [Place(hit.source, hit.revision, hit.start, hit.end) for hit in found.hits]
