"""Changes to the quotation bank."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.bank.attribution import is_broken, unknown_fields
from coding.bank.models import Attribution, BankedQuotation, ManuscriptCheck, Role
from coding.bank.queries import known_fields, pattern_of
from coding.codebook.models import Code
from coding.codings.actions import check_same_text, check_span, hold_text
from coding.codings.visibility import is_sealed
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import was_done
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


@transaction.atomic
def star_quotation(
    *, source: Source, start: int, end: int, by: User, code: Code | None = None, seen: int | None = None
) -> BankedQuotation:
    """Mark words for the manuscript, under a code if one is given; what is marked already stays as it is.

    `seen` is the revision of the text that they were chosen in. Raises TextChanged, SpanOutsideSource, WorkbenchError.
    """
    if code is not None and code.project_id != source.project_id:
        raise WorkbenchError(_("This code belongs to another study."))
    hold_text(source, seen)
    words = check_span(source, start, end, None)
    place = {"project_id": source.project_id, "source": source, "code": code, "start": start, "end": end}
    made = {"text": words, "revision": source.revision, "marked_by": by}
    banked, is_new = BankedQuotation.objects.get_or_create(**place, displaced=False, defaults=made)
    if is_new:
        _record("quotation.starred", banked, by, after=_facts(banked))
    return banked


@transaction.atomic
def restore_star(*, source: Source, code: Code | None, by: User, pk: int, facts: dict[str, Any]) -> BankedQuotation:
    """Mark words again that were, by the facts that the history keeps; raises CannotBeUndone where the text changed."""
    check_same_text(source, facts)
    place = {"source": source, "code": code, "start": facts["start"], "end": facts["end"]}
    if there := BankedQuotation.objects.filter(**place, displaced=False).first():
        return there
    banked = BankedQuotation.objects.create(
        pk=pk, project_id=source.project_id, **place, text=source.text[facts["start"] : facts["end"]],
        role=facts["shows"], in_draft=facts["in_draft"], revision=source.revision, marked_by=by,
    )  # fmt: skip
    _record("quotation.starred", banked, by, after=_facts(banked))
    return banked


@transaction.atomic
def unstar_quotation(*, banked: BankedQuotation, by: User) -> None:
    """Take the mark away; a request that is repeated changes nothing."""
    held = BankedQuotation.objects.select_for_update(of=("self",)).filter(pk=banked.pk).first()
    if held is None or was_done(BankedQuotation, banked.pk):
        return
    _record("quotation.unstarred", held, by, before=_facts(held))
    held.delete()


@transaction.atomic
def edit_star(
    *, banked: BankedQuotation, by: User, role: str | None = None, in_draft: bool | None = None
) -> BankedQuotation:
    """Say what a marked quotation shows of its code, or whether the draft uses it; None leaves it as it is.

    Raises WorkbenchError for a role that there is not, or that has no code to show anything of.
    """
    held = BankedQuotation.objects.select_for_update(of=("self",)).get(pk=banked.pk)
    if role is not None and role not in Role.values:
        raise WorkbenchError(_("A quotation is a candidate, typical of its code, or on its border."))
    if role and held.code_id is None:
        raise WorkbenchError(_("This quotation stands under no code. Mark it on the page of the code that it shows."))
    if was_done(BankedQuotation, held.pk):
        return held
    before = _facts(held)
    held.role = held.role if role is None else role
    held.in_draft = held.in_draft if in_draft is None else in_draft
    if _facts(held) != before:
        held.save(update_fields=["role", "in_draft"])
        _record("quotation.starring_edited", held, by, before=before, after=_facts(held))
    return held


@transaction.atomic
def choose_attribution(*, project: Project, by: User, pattern: str) -> None:
    """Say how participants are named behind their words. Raises WorkbenchError for a field that there is not."""
    pattern = " ".join(pattern.split())
    known = known_fields(project)
    if not pattern or is_broken(pattern):
        raise WorkbenchError(_("Write fields in braces that open and close, such as {case}, {role}."))
    if unknown := unknown_fields(pattern, known):
        there = ", ".join(f"{{{name}}}" for name in ("case", "source", *known))
        raise WorkbenchError(
            _("There is no variable “%(name)s” in this study. An attribution may have: %(known)s.")
            % {"name": unknown[0], "known": there}
        )
    before = pattern_of(project)
    if pattern == before:
        return
    Attribution.objects.update_or_create(project=project, defaults={"pattern": pattern})
    record(
        action="attribution.chosen", by=by, project_id=project.pk, subject=project,
        before={"pattern": before}, after={"pattern": pattern},
    )  # fmt: skip


@transaction.atomic
def keep_check(
    *, project: Project, by: User, name: str, findings: list[dict[str, Any]], blocks: int
) -> ManuscriptCheck:
    """Keep what came of comparing a manuscript with the sources."""
    check = ManuscriptCheck.objects.create(
        project=project, checked_by=by, name=name[:255], findings=findings, blocks=blocks
    )
    record(
        action="manuscript.checked", by=by, project_id=project.pk, subject=check, after={"quotations": len(findings)}
    )
    return check


@transaction.atomic
def remove_check(*, check: ManuscriptCheck, by: User) -> None:
    """Delete the report on a manuscript; it can be made again from the file."""
    if ManuscriptCheck.objects.filter(pk=check.pk).exists():
        record(action="manuscript.check_removed", by=by, project_id=check.project_id, subject=check)
        check.delete()


def _facts(banked: BankedQuotation) -> dict[str, Any]:
    return {
        "source": banked.source_id, "code": banked.code_id, "start": banked.start, "end": banked.end,
        "shows": banked.role, "in_draft": banked.in_draft, "_revision": banked.revision,
    }  # fmt: skip


def _record(action: str, banked: BankedQuotation, by: User, **values: Any) -> None:
    """What is marked on a text that is coded blind may tell of codings, so it is closed as they are."""
    record(
        action=action, by=by, project_id=banked.project_id, subject=banked, label=f"“{banked.text[:60]}”",
        scope=f"source:{banked.source_id}", sealed=is_sealed(banked.source_id), **values,
    )  # fmt: skip
