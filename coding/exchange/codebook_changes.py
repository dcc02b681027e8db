"""When each code was last changed: the version of the codebook from which it is as it is now, and the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coding.codebook.models import CodebookVersion
from coding.codebook.tree import Node
from workbench.audit.models import Event
from workbench.projects.models import Project

_FIELDS = ("parent", "name", "definition", "include", "exclude", "example")
_ACTIONS = ("code.created", "code.edited", "code.moved", "code.renamed", "code.restored", "code.unmerged")


def last_changes(project: Project, nodes: Iterable[Node]) -> dict[int, str]:
    """Return for each code what is said of its last change; three queries."""
    versions = list(CodebookVersion.objects.filter(project=project).order_by("number"))
    frozen = [{code["id"]: code for code in version.codes} for version in versions]
    days = _days(project)
    return {node.id: _said(node.code, versions, frozen, days) for node in nodes}


def _days(project: Project) -> dict[int, datetime]:
    """When each code was last touched by itself."""
    events = Event.objects.filter(project_id=project.pk, subject_type="code", action__in=_ACTIONS, sealed_to=None)
    rows = events.order_by().values_list("subject_id").annotate(last=Max("at"))
    return {int(code): last for code, last in rows if str(code).isdigit()}


def _said(
    code: Any, versions: list[CodebookVersion], frozen: list[dict[int, Mapping[str, Any]]], days: dict[int, datetime]
) -> str:
    now = {name: code.parent_id if name == "parent" else getattr(code, name) for name in _FIELDS}
    since: CodebookVersion | None = None
    for version, codes in zip(reversed(versions), reversed(frozen), strict=True):
        then = codes.get(code.pk)
        if then is None or any(then.get(name, "") != now[name] for name in _FIELDS):
            break
        since = version
    if since is not None:
        return _("version %(number)s, %(day)s") % {"number": since.number, "day": _day(since.created_at)}
    day = _day(days.get(code.pk) or code.defined_at or code.created_at)
    return _("after version %(number)s, %(day)s") % {"number": versions[-1].number, "day": day} if versions else day


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y")
