"""Methods: the program."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.reporting.evidence import Evidence, history
from coding.reporting.parts import Asked, Sentence, methods_part
from workbench.audit.models import Event
from workbench.version import version


@methods_part("software", gettext_lazy("Software"), 100)
def software(asked: Asked) -> Iterator[Sentence]:
    """Say what the work was done with, and that every change of it is kept."""
    events = Event.objects.filter(project_id=asked.project.pk, sealed_to=None).count()
    text = _(
        "Coding, comparison and agreement were done in Marginalia, version %(version)s, on the team's own machines."
    )
    yield Sentence(text % {"version": version() or _("unknown")}, (Evidence(_("the program that wrote this")),))
    if events:
        said = _("Every change is kept in a history of %(n)s lines, which is on offer as a table.")
        proof = Evidence(_("the history of the study"), history(asked))
        yield Sentence(said % {"n": f"{events:,}"}, (proof,))
