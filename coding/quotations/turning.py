"""Changes to the codebook taken back, and done again, as the history keeps them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.actions import check_free, facts_of
from coding.codebook.changes import Changes, all_facts, set_facts
from coding.codebook.models import Code
from coding.codings.visibility import sealed_source_ids
from coding.quotations.actions import CodeInUse, has_uses
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

Row = list[Any]  # a code's key, what was different before (None: it was not there), what is different since


class ChangedSince(WorkbenchError):
    """Somebody changed the code again, so that the earlier change can no longer be taken back."""


@transaction.atomic
def turn_codes(*, project: Project, by: User, rows: list[Row], back: bool, subject: Code | None = None) -> None:
    """Give codes the facts that they had before an act, or after it; codes that it made go, or come again.

    All or nothing. Raises ChangedSince, CodeInUse for a code that was used since, or NameTaken.
    With a subject the history says that this code was edited, else that many were.
    """
    codes = Code.objects.filter(project=project).select_for_update().in_bulk([row[0] for row in rows])
    changes = Changes()
    for pk, before, after in reversed(rows) if back else rows:
        if before is None:
            _turn_made(project, by, pk, after, codes, changes, back=back)
            continue
        was, now = (after, before) if back else (before, after)
        _check_unchanged(codes.get(pk), was)
        changes.before(codes[pk])
        set_facts(codes[pk], now)
        _check_place(project, codes[pk], now)
        codes[pk].save()
        changes.after(codes[pk])
    _record(project, by, changes.kept(), subject)


def _check_unchanged(code: Code | None, was: dict[str, Any]) -> None:
    if code is None:
        raise ChangedSince(_("This can no longer be undone: the code was deleted since."))
    now = all_facts(code)
    if any(now[name] != value for name, value in was.items() if name != "position"):
        raise ChangedSince(
            _("“%(code)s” was changed again since, so this can no longer be undone.") % {"code": code.name}
        )


def _check_place(project: Project, code: Code, facts: dict[str, Any]) -> None:
    if facts.keys() & {"name", "parent_id"}:
        check_free(project, code.parent, code.name, apart_from=code)


def _turn_made(
    project: Project, by: User, pk: int, facts: dict[str, Any], codes: dict[int, Code], changes: Changes, *, back: bool
) -> None:
    code = codes.get(pk)
    if not back and code is None:
        codes[pk] = _made_again(project, by, pk, facts)
        changes.made(codes[pk])
        return
    if code is None:
        return
    changes.before(code)
    if not back or sealed_source_ids(project):
        # While a blind round runs, a code is not deleted but retired: a refusal would tell that somebody uses it.
        code.retired_at = timezone.now() if back else None
        code.save(update_fields=["retired_at"])
        changes.after(code)
        return
    if has_uses(code):
        raise CodeInUse(
            _("“%(code)s” has been used since, so this can no longer be undone. Retire it instead.")
            % {"code": code.name}
        )
    changes.gone(code)
    code.delete()


def _made_again(project: Project, by: User, pk: int, facts: dict[str, Any]) -> Code:
    code = Code(pk=pk, project=project, created_by=by)
    set_facts(code, facts)
    if code.parent_id and not Code.objects.filter(project=project, pk=code.parent_id).exists():
        raise ChangedSince(_("This can no longer be done: the code above “%(code)s” is gone.") % {"code": code.name})
    check_free(project, code.parent, code.name)
    code.save(force_insert=True)
    return code


def _record(project: Project, by: User, kept: list[Row], subject: Code | None) -> None:
    if subject:
        (_pk, before, after), *_rest = kept
        before["_defined_at"] = before.pop("defined_at", None)
        after.pop("defined_at", None)
        record(action="code.edited", by=by, project_id=project.pk, subject=subject, before=before, after=after)
        return
    before, after = {"_codes": kept}, {"codes": len(kept)}
    record(action="codebook.taken_back", by=by, project_id=project.pk, subject=project, before=before, after=after)


@transaction.atomic
def bring_back_code(*, project: Project, by: User, pk: int, facts: dict[str, Any]) -> Code:
    """Make a code again that was deleted, under its old key, as facts_of() told it. Raises NameTaken, ChangedSince."""
    plain = {("parent_id" if name == "parent" else name): value for name, value in facts.items()}
    code = _made_again(project, by, pk, plain)
    record(action="code.created", by=by, project_id=project.pk, subject=code, after=facts_of(code))
    return code
