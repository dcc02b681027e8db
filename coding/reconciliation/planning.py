"""A double-coding plan: a reliability round on a sample, and a production round on the rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.reconciliation.actions import create_round
from coding.reconciliation.models import Round, RoundKind
from workbench.accounts.models import User
from workbench.projects.models import Project

Parts = Collection[tuple[int, int]]  # of (source, coder)


@transaction.atomic
def create_plan(
    *, project: Project, by: User, name: str, parts: Parts, rest: Parts, blind: bool, drawn: dict[str, Any]
) -> Round:
    """Begin the reliability round of a plan and, where the rest is shared out, the production round that codes it."""
    facts = {"project": project, "by": by}
    kinds = RoundKind
    made = create_round(**facts, name=name, parts=parts, blind=blind, kind=kinds.RELIABILITY, drawn=drawn)
    if rest:
        named = _("%(name)s: the rest") % {"name": made.name}
        create_round(**facts, name=named, parts=rest, blind=False, kind=kinds.PRODUCTION, double_coded_by=made)
    return made
