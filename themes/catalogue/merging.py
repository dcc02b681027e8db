"""Merging themes, and taking a merge back as long as nothing else was done to the theme that took the other up."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from themes.catalogue.actions import ThemeNameTaken, checked_name, facts_of
from themes.catalogue.memos import memos_of
from themes.catalogue.models import Quotation, Theme
from themes.catalogue.queries import parents_of, subtree_of
from themes.catalogue.tree import with_ancestors
from themes.suggestions.models import Suggestion, SuggestionState
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


@transaction.atomic
def merge_themes(*, theme: Theme, into: Theme, by: User) -> Theme:
    """Move all that a theme has, memos too, into another and remove it; unmerge_theme() takes it back."""
    if theme.project_id != into.project_id or into.pk in subtree_of(theme):
        raise WorkbenchError(_("A theme cannot be merged into itself or into one of its subthemes."))
    _check_subthemes(theme, into)
    kept = _facts_to_return(theme) | {"statement": into.statement}
    known = set(into.codes.values_list("pk", flat=True))
    kept |= {"new_codes": [code for code in kept["codes"] if code not in known]}
    kept |= _move_quotations(theme, into)
    into.codes.add(*theme.codes.all())
    theme.children.update(parent=into)
    theme.displaced_quotations.update(theme=into)
    memos = memos_of(theme.pk, theme.project_id)
    kept |= {"memos": list(memos.values_list("pk", flat=True))}
    memos.update(about_id=str(into.pk))
    if not into.statement:
        into.statement = theme.statement
        into.save(update_fields=["statement"])
    record(
        action="theme.merged",
        by=by,
        project_id=theme.project_id,
        subject=theme,
        before=facts_of(theme) | {"into": into.name, "_kept": kept},
        after={"_into": into.pk},
    )
    theme.delete()
    return into


def _check_subthemes(theme: Theme, into: Theme) -> None:
    taken = {name.casefold() for name in into.children.values_list("name", flat=True)}
    for child in theme.children.all():
        if child.name.casefold() in taken:
            raise ThemeNameTaken(
                _("Both themes have a subtheme “%(name)s”. Rename or merge these first.") % {"name": child.name}
            )


def _facts_to_return(theme: Theme) -> dict[str, Any]:
    return {
        "theme": {
            "name": theme.name,
            "statement": theme.statement,
            "position": theme.position,
            "created_by_id": theme.created_by_id,
        },
        "created_at": theme.created_at.isoformat(),
        "parent": theme.parent_id,
        "suggestion": theme.suggestion_id,
        "codes": sorted(theme.codes.values_list("pk", flat=True)),
        "children": sorted(theme.children.values_list("pk", flat=True)),
    }


def _move_quotations(theme: Theme, into: Theme) -> dict[str, Any]:
    """Move what only the theme has; of what both have, one stays, for the suggestions of both."""
    there = {(one.source_id, one.start, one.end): one for one in into.quotations.all()}
    moved, folded = [], []
    for quotation in theme.quotations.all():
        twin = there.get((quotation.source_id, quotation.start, quotation.end))
        if twin is None:
            moved.append(quotation.pk)
            continue
        also = set(quotation.also.values_list("pk", flat=True))
        # A quotation put there by a person stays whatever becomes of suggestions.
        wanted = (also | {quotation.suggestion_id}) - {None, twin.suggestion_id} if twin.suggestion_id else set()
        added = wanted - set(twin.also.values_list("pk", flat=True))
        twin.also.add(*added)
        row = {"twin": twin.pk, "from_codings": quotation.from_codings, "suggestion": quotation.suggestion_id}
        row |= {"stance": quotation.stance, "position": quotation.position}
        folded.append(row | {"by": quotation.added_by_id, "also": sorted(also), "added": sorted(added)})
    Quotation.objects.filter(pk__in=moved).update(theme=into)
    return {"quotations": moved, "folded": folded}


def merge_event(theme: Theme) -> Event | None:
    """Return the event by which the theme took another up, if nothing was done to the theme since."""
    about = Q(subject_type="theme", subject_id=str(theme.pk)) | Q(action="theme.merged", after___into=theme.pk)
    last = Event.objects.filter(about, project_id=theme.project_id).first()
    return last if last and last.action == "theme.merged" else None


@transaction.atomic
def unmerge_theme(*, into: Theme, by: User) -> Theme:
    """Bring back the theme that was merged into this one last, with what is still where the merge put it."""
    event = merge_event(into)
    if event is None:
        raise WorkbenchError(
            _("Nothing was merged into “%(theme)s”, or it was changed since. Add the theme anew instead.")
            % {"theme": into.name}
        )
    kept = event.before["_kept"]
    theme = _theme_again(into, kept, int(event.subject_id))
    theme.codes.set(Code.objects.filter(project=into.project_id, pk__in=kept["codes"]))
    into.codes.remove(*kept["new_codes"])
    Theme.objects.filter(pk__in=kept["children"], parent=into).update(parent=theme)
    Quotation.objects.filter(pk__in=kept["quotations"], theme=into).update(theme=theme)
    memos_of(into.pk, into.project_id).filter(pk__in=kept.get("memos", [])).update(about_id=str(theme.pk))
    for row in kept["folded"]:
        _unfold(theme, into, row)
    into.statement = kept["statement"]
    into.save(update_fields=["statement"])
    record(
        action="theme.unmerged",
        by=by,
        project_id=into.project_id,
        subject=into,
        after={"brought back": theme.name, "_theme": theme.pk},
    )
    return theme


def _theme_again(into: Theme, kept: dict[str, Any], pk: int) -> Theme:
    project = into.project
    parent = Theme.objects.filter(project=project, pk=kept["parent"]).first()
    # What stood above may stand below its former subthemes by now.
    if parent is not None and set(with_ancestors(parents_of(project), parent.pk)) & set(kept["children"]):
        parent = None
    checked_name(project, parent, kept["theme"]["name"])
    theme = Theme.objects.create(
        pk=pk, project=project, parent=parent, suggestion=_accepted(kept["suggestion"]).first(), **kept["theme"]
    )
    Theme.objects.filter(pk=theme.pk).update(created_at=kept["created_at"])
    return theme


def _accepted(*keys: int | None) -> Any:
    return Suggestion.objects.filter(pk__in=[key for key in keys if key], state=SuggestionState.ACCEPTED)


def _unfold(theme: Theme, into: Theme, row: dict[str, Any]) -> None:
    """Give the theme its own quotation again, unless it was taken out or its suggestion taken back meanwhile."""
    twin = Quotation.objects.filter(pk=row["twin"], theme=into).first()
    suggestion = _accepted(row["suggestion"]).first()
    if twin is None or (row["suggestion"] and suggestion is None):
        return
    twin.also.remove(*row["added"])
    quotation = Quotation.objects.create(
        theme=theme,
        source_id=twin.source_id,
        case_id=twin.case_id,
        start=twin.start,
        end=twin.end,
        text=twin.text,
        from_codings=row["from_codings"],
        stance=row.get("stance", twin.stance),
        position=row.get("position"),
        suggestion=suggestion,
        added_by_id=row["by"],
    )
    quotation.also.set(_accepted(*row["also"]))
