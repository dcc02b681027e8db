"""Changes to how agreement is told."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coding.agreement.bands import SCALES
from coding.agreement.models import Interpretation
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


@transaction.atomic
def choose_scale(*, project: Project, by: User, scale: str) -> None:
    """Say whose words stand after the figures of the study; "" for nobody's. Raises WorkbenchError."""
    if scale and scale not in {one.name for one in SCALES}:
        raise WorkbenchError(_("Choose one of the scales, or none."))
    before = Interpretation.objects.filter(project=project).values_list("scale", flat=True).first() or ""
    if scale == before:
        return
    if scale:
        Interpretation.objects.update_or_create(project=project, defaults={"scale": scale})
    else:
        Interpretation.objects.filter(project=project).delete()
    record(
        action="interpretation.chosen", by=by, project_id=project.pk, subject=project,
        before={"scale": before}, after={"scale": scale},
    )  # fmt: skip
