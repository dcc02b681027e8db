"""How “not this” is taken back and said again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from themes.advice.actions import dismiss_advice, withdraw_dismissal
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _with(change: Callable[..., Any]) -> Callable[[Event, User], None]:
    def turn(event: Event, by: User) -> None:
        facts = event.after
        codes = Code.objects.filter(project=event.project_id).in_bulk([int(event.subject_id), facts["_other"] or 0])
        code, other = codes.get(int(event.subject_id)), codes.get(facts["_other"])
        if code is None or (facts["_other"] and other is None):
            raise CannotBeUndone(_("This can no longer be undone: the code was deleted since."))
        change(code=code, kind=facts["_kind"], by=by, other=other, text_sha256=facts["_text"])

    return turn


def _where(event: Event) -> str:
    return reverse("advice:page", args=[Project.objects.get(pk=event.project_id).slug])


undoable("advice.dismissed", undo=_with(withdraw_dismissal), redo=_with(dismiss_advice), needs="code", where=_where)
