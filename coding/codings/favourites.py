"""The number keys of a person: which code each of 1 to 9 applies."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.models import FavouriteCode
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

NUMBERS = range(1, 10)


def favourites_of(user: User, project: Project) -> dict[int, int]:
    """Return the code of each number key that the person has set, without retired codes; one query."""
    kept = FavouriteCode.objects.filter(user=user, project=project, code__retired_at=None)
    return dict(kept.order_by("number").values_list("number", "code_id"))


@transaction.atomic
def set_favourite(*, project: Project, by: User, number: int, code: Code | None) -> dict[int, int]:
    """Let a number key apply a code, or none; a code has one number. Returns all of `by`'s number keys.

    Raises WorkbenchError for a retired code or another number.
    """
    if number not in NUMBERS:
        raise WorkbenchError(_("There are the number keys 1 to 9."))
    if code and code.retired_at:
        raise WorkbenchError(_("“%(code)s” was retired. Choose another code.") % {"code": code.name})
    if code and not code.codable:
        raise WorkbenchError(_("“%(code)s” only groups its subcodes. Choose one of those.") % {"code": code.name})
    # Two tabs, or two quick presses, come one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = favourites_of(by, project)
    after = {key: kept for key, kept in before.items() if key != number and kept != (code and code.pk)}
    if code:
        after[number] = code.pk
    put_favourites(project=project, by=by, before=before, after=after)
    return dict(sorted(after.items()))


def put_favourites(*, project: Project, by: User, before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Give `by` these number keys in place of those; only they see it in the history."""
    if before == after:
        return
    changed = {key for key in NUMBERS if before.get(key) != after.get(key)}
    mine = FavouriteCode.objects.filter(user=by, project=project)
    mine.filter(number__in=changed).delete()
    mine.filter(code__in=[after[key] for key in changed if key in after]).delete()
    FavouriteCode.objects.bulk_create(
        FavouriteCode(user=by, project=project, number=key, code_id=after[key]) for key in changed if key in after
    )
    names = Code.objects.in_bulk({*before.values(), *after.values()})
    record(
        action="favourite.set", by=by, project_id=project.pk, subject=project,
        label=", ".join(f"{key}: {names[after[key]] if key in after else '–'}" for key in sorted(changed)),
        before={"_keys": dict(before)}, after={"_keys": dict(after)}, sealed=True,
    )  # fmt: skip
