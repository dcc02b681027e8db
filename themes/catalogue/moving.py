"""Moving themes, codes and quotations on the board, and what a quotation says to its theme.

Each move is one act. Whoever moves says where the thing stood when they saw it: one that somebody else has moved
meanwhile stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from themes.catalogue.actions import check_place, checked_name
from themes.catalogue.models import Quotation, Stance, Theme, ThemeCode
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import is_repeated
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

Facts = dict[str, object]


class MovedMeanwhile(WorkbenchError):
    """It does not stand any more where the person saw it."""


class StandsThere(WorkbenchError):
    """The theme has it already."""


@transaction.atomic
def move_theme(*, theme: Theme, out_of: Theme | None, into: Theme | None, before: int | None = None, by: User) -> Theme:
    """Put a theme below `into` (None: at the top), before the theme with the key `before` or last.

    Raises MovedMeanwhile, ThemeNameTaken, or WorkbenchError for a place below itself.
    """
    project = _held(theme.project)
    theme = Theme.objects.select_related("project", "parent").get(pk=theme.pk)
    if is_repeated():
        return theme
    _check_seen(theme.name, theme.parent, out_of)
    check_place(project, theme, into)
    checked_name(project, into, theme.name, apart_from=theme)
    was = _where(theme.parent, _siblings(project, theme.parent), theme.pk)
    there = [one for one in _siblings(project, into) if one.pk != theme.pk]
    place = _index_of([one.pk for one in there], before)
    now = _where(into, [*there[:place], theme, *there[place:]], theme.pk)
    if was == now:
        return theme
    theme.parent = into
    theme.save(update_fields=["parent"])
    _number(Theme, [*there[:place], theme, *there[place:]])
    _record("theme.moved", theme, by, was, now)
    return theme


@transaction.atomic
def move_code(
    *, code: Code, out_of: Theme | None, into: Theme | None, before: int | None = None, by: User
) -> ThemeCode | None:
    """Put a code under `into`, before the code with the key `before` or last; None takes it out of the theme.

    `out_of` None puts it under one more theme. Raises MovedMeanwhile, StandsThere, or WorkbenchError.
    """
    theme = into or out_of
    if theme is None:
        return None
    project = _held(theme.project)
    if any(one.project_id != project.pk for one in (code, *filter(None, (out_of, into)))):
        raise WorkbenchError(_("A code belongs to another study."))
    if is_repeated():
        return ThemeCode.objects.filter(theme=into, code=code).first()
    there = _codes(out_of) if out_of else []
    if out_of and code.pk not in [one.code_id for one in there]:
        raise MovedMeanwhile(_gone_text(code.name, out_of))
    if into and into != out_of and ThemeCode.objects.filter(theme=into, code=code).exists():
        raise StandsThere(_("“%(code)s” stands under “%(theme)s” already.") % {"code": code.name, "theme": into.name})
    was = _where(out_of, there, code.pk, key="code_id")
    link = next((one for one in there if one.code_id == code.pk), None) or ThemeCode(code=code)
    if into is None:
        link.delete()
        now = {"under": "", "_theme": None, "_before": None}
    else:
        others = [one for one in _codes(into) if one.code_id != code.pk]
        place = _index_of([one.code_id for one in others], before)
        link.theme = into
        link.save()
        placed = [*others[:place], link, *others[place:]]
        now = _where(into, placed, code.pk, key="code_id")
        if was == now:
            return link
        _number(ThemeCode, placed)
    what = {"code": code.name, "_code": code.pk}
    _record("theme.code_moved", theme, by, what | was, what | now)
    return link if into else None


@transaction.atomic
def move_quotation(
    *,
    quotation: Quotation,
    out_of: Theme | None,
    into: Theme | None,
    before: int | None = None,
    stance: str = "",
    by: User,
) -> Quotation:
    """Put a quotation under `into`, before the quotation with the key `before` or last; None lays it loose.

    With a `stance` it says that to its theme from now on. Raises MovedMeanwhile or StandsThere.
    """
    project = _held(quotation.source.project)
    found = Quotation.objects.select_related("theme", "source__project").filter(pk=quotation.pk).first()
    if is_repeated() and found:
        return found
    told = beginning_of(quotation)
    if found is None:
        raise MovedMeanwhile(_("“%(quotation)s” was taken out meanwhile.") % {"quotation": told})
    _check_seen(told, found.theme, out_of)
    if into and into.project_id != project.pk:
        raise WorkbenchError(_("The theme belongs to another study."))
    stance = _checked_stance(stance or found.stance)
    _check_not_there(found, into, told)
    if facts := _placed(found, into, stance, before):
        _record("theme.quotation_moved", into or out_of or found.source, by, *facts)
    return found


@transaction.atomic
def set_stance(*, quotation: Quotation, stance: str, before: int | None = None, by: User) -> Quotation:
    """Say whether a quotation supports its theme or speaks against it; it stands last among those, or before one."""
    _held(quotation.source.project)
    found = Quotation.objects.select_related("theme", "source__project").get(pk=quotation.pk)
    stance = _checked_stance(stance)
    if is_repeated() or found.stance == stance:
        return found
    if facts := _placed(found, found.theme, stance, before):
        _record("theme.quotation_stance_set", found.theme or found.source, by, *facts)
    return found


def _placed(quotation: Quotation, into: Theme | None, stance: str, before: int | None) -> tuple[Facts, Facts] | None:
    """Put the quotation there; returns its place before and after, None where both are the same."""
    project = quotation.source.project
    was = _place_of(quotation, _quotations(quotation.theme, project, quotation.stance))
    others = [one for one in _quotations(into, project, stance) if one.pk != quotation.pk]
    place = _index_of([one.pk for one in others], before)
    quotation.theme, quotation.stance = into, stance
    placed = [*others[:place], quotation, *others[place:]]
    now = _place_of(quotation, placed)
    if was == now:
        return None
    quotation.save(update_fields=["theme", "stance"])
    _number(Quotation, placed)
    return was, now


def neighbours(item: Theme | Code | Quotation, theme: Theme | None) -> list[int]:
    """Return the keys of what stands in the list that the thing belongs to under the theme, in its order."""
    if isinstance(item, Theme):
        return [one.pk for one in _siblings(item.project, theme)]
    if isinstance(item, Code):
        return [one.code_id for one in _codes(theme)] if theme else []
    return [one.pk for one in _quotations(theme, item.source.project, item.stance)]


def beginning_of(quotation: Quotation) -> str:
    """Return the first words of a quotation, by which messages call it."""
    words = " ".join(quotation.text.split())
    return words if len(words) <= 60 else f"{words[:60].rstrip()}…"


def _held(project: Project) -> Project:
    """Let nobody else move anything on the board of the project until this is done."""
    return Project.objects.select_for_update().get(pk=project.pk)


def _check_seen(name: str, now: Theme | None, seen: Theme | None) -> None:
    if (now.pk if now else None) != (seen.pk if seen else None):
        raise MovedMeanwhile(_moved_text(name, now))


def _moved_text(name: str, now: Theme | None) -> str:
    if now is None:
        return _("Somebody has moved “%(name)s” meanwhile. It stays where it is now.") % {"name": name}
    told = _("Somebody has moved “%(name)s” meanwhile: it stands under “%(theme)s” now, and stays there.")
    return told % {"name": name, "theme": now.name}


def _gone_text(name: str, theme: Theme) -> str:
    told = _("Somebody has moved “%(name)s” meanwhile: it does not stand under “%(theme)s” any more.")
    return told % {"name": name, "theme": theme.name}


def _check_not_there(quotation: Quotation, into: Theme | None, told: str) -> None:
    same = Quotation.objects.filter(
        theme=into, source=quotation.source_id, start=quotation.start, end=quotation.end
    ).exclude(pk=quotation.pk)
    if not same.exists():
        return
    if into is None:
        raise StandsThere(_("“%(quotation)s” lies under no theme already.") % {"quotation": told})
    raise StandsThere(_("“%(quotation)s” stands under “%(theme)s” already.") % {"quotation": told, "theme": into.name})


def _checked_stance(stance: str) -> str:
    if stance not in Stance.values:
        raise WorkbenchError(_("A quotation supports its theme or speaks against it."))
    return stance


def _siblings(project: Project, parent: Theme | None) -> list[Theme]:
    return list(Theme.objects.filter(project=project, parent=parent).order_by("position", "pk"))


def _codes(theme: Theme) -> list[ThemeCode]:
    return list(ThemeCode.objects.filter(theme=theme))


def _quotations(theme: Theme | None, project: Project, stance: str) -> list[Quotation]:
    found = Quotation.objects.filter(theme=theme, source__project=project)
    if theme is not None:  # what lies loose is one list
        found = found.filter(stance=stance)
    return list(found.order_by(F("position").asc(nulls_last=True), "source", "start", "pk").only("pk", "position"))


def _index_of(keys: Sequence[int], before: int | None) -> int:
    """Return where the thing with the key stands; at the end where it is not there any more."""
    return keys.index(before) if before in keys else len(keys)


def _where(theme: Theme | None, rows: Sequence[Any], key_here: int, key: str = "pk") -> Facts:
    """Return what the history keeps of a place: the theme, and which row comes after."""
    keys = [getattr(one, key) for one in rows]
    after = keys[keys.index(key_here) + 1 :] if key_here in keys else []
    return {
        "under": theme.name if theme else "",
        "_theme": theme.pk if theme else None,
        "_before": after[0] if after else None,
    }


def _place_of(quotation: Quotation, rows: Sequence[Quotation]) -> Facts:
    where = _where(quotation.theme, rows, quotation.pk)
    return where | _span(quotation) | {"stance": quotation.stance, "_quotation": quotation.pk}


def _span(quotation: Quotation) -> Facts:
    return {"source": quotation.source.name, "start": quotation.start, "end": quotation.end}


def _number(model: Any, rows: Sequence[Any]) -> None:
    """Let the rows stand in this order."""
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    model.objects.bulk_update(changed, ["position"], batch_size=500)


def _record(action: str, subject: Any, by: User, before: Facts, after: Facts) -> None:
    record(action=action, by=by, project_id=subject.project_id, subject=subject, before=before, after=after)
