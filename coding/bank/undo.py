"""How changes of the quotation bank are taken back and done again."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.bank.actions import choose_attribution, edit_star, restore_star, unstar_quotation
from coding.bank.models import BankedQuotation
from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _at(facts: dict[str, Any], event: Event) -> BankedQuotation | None:
    """The mark, by its place: one that was taken away and marked again has another key."""
    place = {name: facts[name] for name in ("source", "code", "start", "end")}
    found = BankedQuotation.objects.filter(project_id=event.project_id, displaced=False, **place)
    return found.first() or BankedQuotation.objects.filter(project_id=event.project_id, pk=event.subject_id).first()


def _take_away(facts: dict[str, Any], event: Event, by: User) -> None:
    if banked := _at(facts, event):
        unstar_quotation(banked=banked, by=by)


def _bring_back(facts: dict[str, Any], event: Event, by: User) -> None:
    source = Source.objects.filter(project_id=event.project_id, pk=facts["source"]).first()
    code = Code.objects.filter(project_id=event.project_id, pk=facts["code"]).first()
    if source is None or (facts["code"] and code is None):
        raise CannotBeUndone(_("This can no longer be undone: the source or the code was removed since."))
    restore_star(source=source, code=code, by=by, pk=int(event.subject_id), facts=facts)


def _edit(facts: dict[str, Any], event: Event, by: User) -> None:
    banked = _at(facts, event)
    if banked is None:
        raise CannotBeUndone(_("This can no longer be undone: the quotation is not marked any more."))
    edit_star(banked=banked, by=by, role=facts["shows"], in_draft=facts["in_draft"])


def _attribute(pattern: str, event: Event, by: User) -> None:
    choose_attribution(project=Project.objects.get(pk=event.project_id), by=by, pattern=pattern)


def bank_address(event: Event) -> str:
    """Return the page of the quotation bank."""
    return reverse("bank:list", args=[Project.objects.values_list("slug", flat=True).get(pk=event.project_id)])


undoable(
    "quotation.starred", where=bank_address,
    undo=lambda event, by: _take_away(event.after, event, by),
    redo=lambda event, by: _bring_back(event.after, event, by),
)  # fmt: skip
undoable(
    "quotation.unstarred", where=bank_address,
    undo=lambda event, by: _bring_back(event.before, event, by),
    redo=lambda event, by: _take_away(event.before, event, by),
)  # fmt: skip
undoable(
    "quotation.starring_edited", where=bank_address,
    undo=lambda event, by: _edit(event.before, event, by),
    redo=lambda event, by: _edit(event.after, event, by),
)  # fmt: skip
undoable(
    "attribution.chosen", where=bank_address,
    undo=lambda event, by: _attribute(event.before["pattern"], event, by),
    redo=lambda event, by: _attribute(event.after["pattern"], event, by),
)  # fmt: skip
