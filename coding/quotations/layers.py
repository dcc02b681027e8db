"""Whose codings are meant: the consensus, every coder's, or one coder's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.codings.models import Coding, Layer
from coding.codings.queries import consensus_once
from coding.codings.visibility import visible_codings
from workbench.membership.models import Membership
from workbench.membership.queries import member_named
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

ALL = "all"
CONSENSUS = "consensus"
CODER = "coder:"


def layer_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of what `layer` can be: all, consensus, coder:NAME; one query."""
    names = [membership.user.name for membership in project.memberships.select_related("user")]
    return [
        (ALL, _("Every coder")),
        (CONSENSUS, _("The consensus")),
        *((f"{CODER}{name}", name) for name in names),
    ]


def layer_codings(project: Project, viewer: Membership | None, layer: str) -> QuerySet[Coding]:
    """Return the codings of the layer that the viewer may see.

    "all" is what the coders did, each for themselves; the consensus repeats it and is a layer of its own.
    Raises WorkbenchError for a layer that there is not.
    """
    codings = visible_codings(project, viewer)
    if layer == CONSENSUS:
        return consensus_once(codings.filter(layer=Layer.CONSENSUS))
    if layer == ALL:
        return codings.filter(layer=Layer.CODER)
    member = member_named(project, layer.removeprefix(CODER)) if layer.startswith(CODER) else None
    if member is None:
        raise WorkbenchError(
            _("“%(layer)s” is no layer. Say consensus, all, or coder: and a coder's name.") % {"layer": layer}
        )
    return codings.filter(layer=Layer.CODER, coder_id=member.user_id)


def layer_label(layer: str) -> str:
    """Say in words whose codings a layer holds."""
    if layer.startswith(CODER):
        return _("codings of %(name)s") % {"name": layer.removeprefix(CODER)}
    return _("the consensus") if layer == CONSENSUS else _("codings of all coders")
