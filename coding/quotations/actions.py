"""Changes to codes that reach the passages they were applied to."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.actions import NameTaken, facts_of
from coding.codebook.models import Code, CodebookVersion
from coding.codebook.queries import subtree_ids
from coding.codings.models import Coding, Layer, Memo
from coding.codings.visibility import sealed_source_ids
from coding.quotations.following import follow_all, go_back_all
from coding.quotations.queries import merge_event
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


class CodeInUse(WorkbenchError):
    """Something refers to the code, so that it cannot go."""


class EvidenceOfARound(WorkbenchError):
    """The codings belong to a round of double coding, and must stay what they were."""


class BlindRoundRuns(WorkbenchError):
    """The outcome would tell what someone is coding blind."""


def refuse_while_blind(project: Project) -> None:
    """Refuse what would tell who uses which codes in a round that runs; raises BlindRoundRuns."""
    if sealed_source_ids(project):
        raise BlindRoundRuns(
            _(
                "While a blind round is being coded, codes cannot be merged or deleted: the outcome would tell "
                "who used them. Open the round first, or retire the code."
            )
        )


def _refuse_evidence(code: Code) -> None:
    in_rounds = Coding.objects.filter(code=code, round__isnull=False)
    if count := in_rounds.count():
        rounds = in_rounds.order_by("round__name").values_list("round__name", flat=True).distinct()
        raise EvidenceOfARound(
            _(
                "%(count)s codings of “%(code)s” belong to %(rounds)s. They are the evidence of its agreement and "
                "decisions, and stay under their code. Retire “%(code)s” instead."
            )
            % {"count": count, "code": code.name, "rounds": ", ".join(rounds)}
        )


def check_merge(code: Code, into: Code) -> None:
    """Refuse a merge that cannot be; raises WorkbenchError with the reason."""
    if code.project_id != into.project_id:
        raise WorkbenchError(_("“%(code)s” belongs to another study.") % {"code": into.name})
    if code.retired_at or into.retired_at:
        raise WorkbenchError(_("A retired code cannot be merged. Bring it back first."))
    if into.pk in subtree_ids(code):
        raise WorkbenchError(
            _("“%(into)s” is “%(code)s” itself or one of its subcodes. Choose a code elsewhere, or move it first.")
            % {"code": code.name, "into": into.name}
        )
    refuse_while_blind(code.project)
    _refuse_evidence(code)
    here = {name.casefold() for name in into.children.values_list("name", flat=True)}
    if clash := [name for name in code.children.values_list("name", flat=True) if name.casefold() in here]:
        raise NameTaken(
            _("Both codes have a subcode “%(name)s”. Merge or rename these two first.") % {"name": clash[0]}
        )


@transaction.atomic
def merge_codes(*, code: Code, into: Code, by: User) -> Code:
    """Move everything of a code to another and retire it: codings, subcodes, memos, places in themes, marks.

    Where a coder has both codes on the very same words, one coding remains. Refused while a blind round runs, and
    for codings that are evidence of a round. unmerge_code() takes it back.
    """
    check_merge(code, into)
    memos = Memo.objects.filter(about=Memo.About.CODE, about_id=str(code.pk))
    links, new_links = _move_links(code, into)
    kept: dict[str, Any] = {
        "folded": _fold_codings(code, into),
        "codings": [str(pk) for pk in Coding.objects.filter(code=code).values_list("pk", flat=True)],
        "children": list(code.children.values_list("pk", flat=True)),
        "links": links,
        "new_links": new_links,
        "memos": list(memos.values_list("pk", flat=True)),
        "merged": {str(pk): at.isoformat() for pk, at in _merged_before(code)},
        "followed": follow_all(code, into, by),
    }
    now = timezone.now()
    Coding.objects.filter(code=code).update(code=into, updated_at=now, merged_at=now)
    Code.objects.filter(parent=code).update(parent=into)
    memos.update(about_id=str(into.pk))
    code.retired_at = timezone.now()
    code.save(update_fields=["retired_at"])
    record(
        action="code.merged", by=by, project_id=code.project_id, subject=code,
        label=_("%(code)s into %(into)s") % {"code": code.name, "into": into.name},
        before={"_kept": kept}, after={"_into": into.pk, "codings": len(kept["codings"]) + len(kept["folded"])},
    )  # fmt: skip
    return into


def _merged_before(code: Code) -> QuerySet[Coding]:
    """Return which of its codings an earlier merge put under the code, and when."""
    return Coding.objects.filter(code=code, merged_at__isnull=False).values_list("pk", "merged_at")


def _fold_codings(code: Code, into: Code) -> list[dict[str, Any]]:
    """Remove codings whose coder has the other code on the same words; returns what they were."""
    place = ("source_id", "coder_id", "start", "end")
    there = {row[1:]: row[0] for row in _placed(into).values_list("pk", *place)}
    folded = []
    for coding in Coding.objects.filter(code=code, displaced=False):
        spot = tuple(getattr(coding, name) for name in place)
        if spot in there:
            move_memos(coding.pk, there[spot])
            row = {"id": str(coding.pk), "twin": str(there[spot]), "quote": coding.quote}
            folded.append(row | dict(zip(place, spot, strict=True)))
    Coding.objects.filter(pk__in=[row["id"] for row in folded]).delete()
    return folded


def _placed(code: Code) -> QuerySet[Coding]:
    """Return the codings of no round that have their words; where one lost them, its old place stands for nothing."""
    return Coding.objects.filter(code=code, round=None, displaced=False)


def move_memos(from_id: object, to_id: object) -> None:
    """Hang the notes on one coding on another; where the author has one there already, the two become one."""
    notes = Memo.objects.filter(about=Memo.About.CODING)
    there = {memo.author_id: memo for memo in notes.filter(about_id=str(to_id))}
    for memo in notes.filter(about_id=str(from_id)):
        if other := there.get(memo.author_id):
            other.body = f"{other.body}\n\n{memo.body}"
            other.save(update_fields=["body", "updated_at"])
            memo.delete()
        else:
            memo.about_id = str(to_id)
            memo.save(update_fields=["about_id"])


def link_tables() -> list[tuple[type, str, str, str]]:
    """Return the tables of later stages that tie codes to things: table, its code column, its other column."""
    return [
        (
            relation.through,
            f"{relation.field.model._meta.label}_{relation.field.name}",  # the same whoever has made the table
            relation.field.m2m_reverse_field_name(),
            relation.field.m2m_field_name(),
        )
        for relation in Code._meta.related_objects
        if relation.many_to_many
    ]


def _move_links(code: Code, into: Code) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Tie what is tied to the code to the other one; returns the things by table, and those that are new there."""
    moved: dict[str, list[Any]] = {}
    added: dict[str, list[Any]] = {}
    for table, label, code_field, thing_field in link_tables():
        here = table.objects.filter(**{code_field: code})
        things = list(here.values_list(f"{thing_field}_id", flat=True))
        known = set(table.objects.filter(**{code_field: into}).values_list(f"{thing_field}_id", flat=True))
        here.delete()
        new = [thing for thing in things if thing not in known]
        table.objects.bulk_create([table(**{f"{code_field}_id": into.pk, f"{thing_field}_id": thing}) for thing in new])
        if things:
            moved[label], added[label] = things, new
    return moved, added


@transaction.atomic
def unmerge_code(*, code: Code, by: User) -> Code:
    """Take a merge back: codings, subcodes, memos and places in themes return, where they still are where it put them.

    Notes on codings that became one stay with the other coding, which has them whole.
    """
    event = merge_event(code)
    if event is None or code.retired_at is None:
        raise WorkbenchError(_("“%(code)s” was not merged into another code.") % {"code": code.name})
    refuse_while_blind(code.project)
    if code.parent and code.parent.retired_at:
        raise WorkbenchError(
            _("“%(parent)s”, above this code, was retired too. Bring that back first.") % {"parent": code.parent.name}
        )
    kept, into_id = event.before["_kept"], event.after["_into"]
    # The coder may have applied this code to the same words since: what has no place stays where it is.
    place = {name: OuterRef(name) for name in ("source", "coder", "start", "end")}
    taken = _placed(code).filter(layer=Layer.CODER, **place)
    back = Coding.objects.filter(~Exists(taken), pk__in=kept["codings"], code_id=into_id, round=None)
    count = back.update(code=code, updated_at=timezone.now(), merged_at=None) + _unfold(code, kept["folded"])
    for pk, at in kept.get("merged", {}).items():
        Coding.objects.filter(pk=pk, code=code).update(merged_at=at)
    Code.objects.filter(pk__in=kept["children"], parent_id=into_id).update(parent=code)
    there = Memo.objects.filter(about=Memo.About.CODE, about_id=str(into_id), pk__in=kept.get("memos", []))
    there.update(about_id=str(code.pk))
    for table, label, code_field, thing_field in link_tables():
        there = table.objects.filter(**{code_field: into_id, f"{thing_field}_id__in": kept["links"].get(label, [])})
        things = there.values_list(f"{thing_field}_id", flat=True)
        table.objects.bulk_create(
            [table(**{f"{code_field}_id": code.pk, f"{thing_field}_id": thing}) for thing in things]
        )
        there.filter(**{f"{thing_field}_id__in": kept.get("new_links", {}).get(label, [])}).delete()
    go_back_all(kept.get("followed", {}), code, into_id)
    code.retired_at = None
    code.save(update_fields=["retired_at"])
    after = {"codings": count, "_into": into_id}
    record(action="code.unmerged", by=by, project_id=code.project_id, subject=code, after=after)
    return code


def _unfold(code: Code, folded: list[dict[str, Any]]) -> int:
    """Make the folded codings again whose words are still free; returns how many.

    Where the text was changed since, they have the words of the coding that they were folded into.
    """
    here = Coding.objects.filter(code=code)
    before = here.count()
    twins = Coding.objects.in_bulk([uuid.UUID(row["twin"]) for row in folded if "twin" in row])
    texts = dict(Source.objects.filter(pk__in={row["source_id"] for row in folded}).values_list("pk", "text"))
    rows = []
    for row in folded:
        twin = twins.get(uuid.UUID(row["twin"])) if "twin" in row else None
        place = {name: row[name] for name in ("start", "end", "quote")}
        if twin and not twin.displaced:
            place = {"start": twin.start, "end": twin.end, "quote": twin.quote}
        if texts.get(row["source_id"], "")[place["start"] : place["end"]] == place["quote"]:
            who = {name: row[name] for name in ("source_id", "coder_id")}
            rows.append(Coding(id=uuid.UUID(row["id"]), project_id=code.project_id, code=code, **who, **place))
    Coding.objects.bulk_create(rows, ignore_conflicts=True)
    return here.count() - before


def has_uses(code: Code) -> bool:
    """Say whether a memo or any row of any table, of this app or another, refers to the code."""
    noted = Memo.objects.filter(about=Memo.About.CODE, about_id=str(code.pk)).exists()
    return noted or any(
        relation.related_model.objects.filter(**{relation.field.name: code}).exists()
        for relation in code._meta.related_objects
    )


@transaction.atomic
def delete_code(*, code: Code, by: User) -> None:
    """Delete a code that nothing ever referred to: no coding, subcode, memo, theme or frozen codebook.

    Raises CodeInUse, or BlindRoundRuns.
    """
    refuse_while_blind(code.project)
    versions = CodebookVersion.objects.filter(project_id=code.project_id).values_list("codes", flat=True)
    if has_uses(code) or any(entry["id"] == code.pk for codes in versions for entry in codes):
        raise CodeInUse(
            _("“%(code)s” has codings, subcodes, memos or themes, or is part of a frozen codebook. Retire it instead.")
            % {"code": code.name}
        )
    record(action="code.deleted", by=by, project_id=code.project_id, subject=code, before=facts_of(code))
    code.delete()
