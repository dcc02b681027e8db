"""Changing a text, and settling the codings that a new text left without a place."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.actions import check_span, hold_text
from coding.codings.models import Coding
from coding.codings.visibility import is_sealed
from coding.revisions.anchoring import Edit, TextChange, change_by
from coding.revisions.comparing import change_between
from coding.revisions.marks import place_marks
from coding.revisions.models import Displacement, Revision, RevisionKind
from coding.revisions.placing import (
    find_places,
    follow_coding,
    place_disagreements,
    place_turns,
    set_turns,
    turn_places,
    write_places,
)
from coding.revisions.registry import re_anchor_all
from coding.revisions.returning import bring_back, earlier_places
from coding.sources.importers.answers import is_no_answer
from coding.sources.models import Source, SourceKind
from coding.sources.naming import text_facts
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.web.errors import WorkbenchError


class ChangedMeanwhile(WorkbenchError):
    """Somebody else has changed the text since it was looked at."""


class TextNotAllowed(WorkbenchError):
    """This cannot be the text of a source."""


@transaction.atomic
def revise_source(
    *,
    source: Source,
    text: str,
    by: User,
    reason: str,
    kind: RevisionKind = RevisionKind.CORRECTED,
    edits: Sequence[Edit] | None = None,
) -> Revision:
    """Give a source a new text; everything that lies in the text follows, what cannot is listed to be settled.

    `source` is as whoever made the change saw it: raises ChangedMeanwhile where its revision is not the current one.
    `edits` say exactly what of the old text was replaced; without them the change is found by comparing.
    Raises TextNotAllowed for a text that is empty, unchanged, or not what the edits make.
    """
    change = change_of(source, text, edits)
    reason = reason.strip()
    if not reason:
        raise WorkbenchError(_("Say why the text changes: the history of the study keeps it."))
    return _store(source, change, by=by, reason=reason, kind=kind)


@transaction.atomic
def restore_revision(*, revision: Revision, by: User, seen: int) -> Revision:
    """Give a source an earlier text again, as a new revision, with its turns and the codings that it lost since.

    `seen` is the number of the revision that was current when the person looked.
    """
    source = Source.objects.select_related("project").get(pk=revision.source_id)
    if source.revision != seen:
        raise _changed(source)
    reason = _("Revision %(number)s restored") % {"number": revision.number}
    change = change_of(source, revision.text, None)
    return _store(source, change, by=by, reason=reason, kind=RevisionKind.CORRECTED, restored=revision)


def change_of(source: Source, text: str, edits: Sequence[Edit] | None = None) -> TextChange:
    """Return how the new text comes out of the source's. Raises TextNotAllowed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check_text(source, text)
    if edits is None:
        return change_between(source.text, text)
    try:
        change = change_by(source.text, edits)
    except ValueError as error:
        raise TextNotAllowed(
            _("The replacements in “%(source)s” do not fit its text. Reload the page.") % {"source": source.name}
        ) from error
    if change.new != text:
        raise TextNotAllowed(
            _("The new text of “%(source)s” is not what the replacements make of it. Reload the page.")
            % {"source": source.name}
        )
    return change


def _check_text(source: Source, text: str) -> None:
    if not text.strip():
        raise TextNotAllowed(_("The text would be empty. Remove the source instead, if it is not needed."))
    if text == source.text:
        raise TextNotAllowed(_("Nothing was changed in “%(source)s”.") % {"source": source.name})
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise TextNotAllowed(
            _("Character %(place)s of the text is half of a character that needs two. Write it anew.")
            % {"place": error.start + 1}
        ) from error
    if "\x00" in text:
        raise TextNotAllowed(
            _("Character %(place)s of the text is a null character, which no text can hold. Take it out.")
            % {"place": text.index("\x00") + 1}
        )


def _changed(source: Source) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _("Somebody has changed the text of “%(source)s” meanwhile. Look at it as it is now and change it again.")
        % {"source": source.name}
    )


def _store(
    source: Source, change: TextChange, *, by: User, reason: str, kind: RevisionKind, restored: Revision | None = None
) -> Revision:
    before = _keep_current(source)
    facts = text_facts(change.new)
    if source.kind == SourceKind.ANSWER:
        facts["no_answer"] = is_no_answer(change.new)
    mine = Source.objects.filter(pk=source.pk, revision=source.revision)
    if not mine.update(**facts, revision=source.revision + 1):
        raise _changed(source)
    for name, value in facts.items():
        setattr(source, name, value)
    source.revision += 1
    placed = find_places(source, change, earlier_places(source, restored) if restored else {})
    write_places(placed, before)
    back = 0
    if restored:
        set_turns(source, restored.turns)
        back = bring_back(source, restored)
    else:
        place_turns(source, change)
    place_disagreements(source, change)
    place_marks(source, change)
    report = {"codings": {who: dict(counts) for who, counts in placed.counts.items()}, "brought_back": back}
    report["stretched"] = placed.stretched
    report |= re_anchor_all(source, change)
    if kind == RevisionKind.DEIDENTIFIED:
        Revision.objects.filter(source=source).update(identifying=True)
    made = Revision.objects.create(
        source=source, number=source.revision, kind=kind, text=source.text, sha256=source.sha256, reason=reason,
        identifying=bool(restored and restored.identifying), report=report, made_by=by,
    )  # fmt: skip
    record(
        action="source.revised", by=by, project_id=source.project_id, subject=source,
        before={"revision": before.number, "characters": len(change.old)},
        after={"revision": made.number, "characters": source.characters, "kind": kind, "reason": reason},
    )  # fmt: skip
    return made


def _keep_current(source: Source) -> Revision:
    """Return the row of the source's current text, made where there is none yet, with the turns it has."""
    # Whoever applies a code to this source, or changes it too, waits here until this transaction ends.
    current = Source.objects.select_for_update(no_key=True).filter(pk=source.pk).values_list("revision", flat=True)
    if list(current) != [source.revision]:
        raise _changed(source)
    row, made = Revision.objects.get_or_create(
        source=source, number=source.revision,
        defaults={
            "kind": RevisionKind.IMPORTED, "text": source.text, "sha256": source.sha256,
            "made_by_id": source.imported_by_id, "made_at": source.imported_at, "turns": turn_places(source),
        },
    )  # fmt: skip
    if not made:
        row.turns = turn_places(source)
        row.save(update_fields=["turns"])
    return row


class SettledMeanwhile(WorkbenchError):
    """Somebody else has settled where this coding goes."""


def _current(displacement: Displacement, by: User) -> Displacement:
    """Return the displacement as it is now; raises SettledMeanwhile, or WorkbenchError where it is not one's own."""
    # The coding first, as whoever removes it does: neither waits for the other for ever.
    held = Coding.objects.select_for_update()  # visibility: a lock
    list(held.filter(displacement=displacement.pk).values_list("pk"))
    rows = Displacement.objects.select_for_update(of=("self",)).select_related("coding__source", "coding__code")
    found = rows.filter(pk=displacement.pk).first()
    if found is None:
        raise SettledMeanwhile(_("This coding has a place again: somebody has settled it. Reload the page."))
    if found.coding.coder_id != by.pk and is_sealed(found.coding.source_id):
        raise WorkbenchError(_("While the source is coded blind, each coder settles their own codings."))
    return found


def _record_settling(action: str, coding: Coding, by: User, **values: object) -> None:
    record(
        action=action, by=by, project_id=coding.project_id, subject=coding, label=str(coding.code),
        scope=f"source:{coding.source_id}", sealed=is_sealed(coding.source_id), **values,
    )  # fmt: skip


@transaction.atomic
def place_coding(
    *, displacement: Displacement, by: User, start: int, end: int, quote: str | None = None, seen: int | None = None
) -> Coding:
    """Give a coding that lost its place the words that somebody chose in the text of revision `seen`."""
    hold_text(displacement.coding.source, seen)
    found = _current(displacement, by)
    coding = found.coding
    coding.quote = check_span(coding.source, start, end, quote)
    coding.start, coding.end, coding.displaced = start, end, False
    before = {"start": found.start, "end": found.end, "revision": found.revision.number}
    found.delete()
    try:
        with transaction.atomic():
            coding.save(update_fields=["start", "end", "quote", "displaced", "updated_at"])
    except IntegrityError as error:
        raise WorkbenchError(
            _("These words have “%(code)s” already. Choose other words, or let this coding go.") % {"code": coding.code}
        ) from error
    follow_coding(coding)
    _record_settling("coding.placed", coding, by, before=before, after={"start": start, "end": end})
    return coding


@transaction.atomic
def let_go(*, displacement: Displacement, by: User) -> Displacement:
    """Settle that a coding has no place in the new text; it is kept, and take_up() brings it back to the list."""
    found = _current(displacement, by)
    if found.let_go_at is None:
        found.let_go_at, found.let_go_by = timezone.now(), by
        found.save(update_fields=["let_go_at", "let_go_by"])
        _record_settling("coding.let_go", found.coding, by, before={"start": found.start, "end": found.end})
    return found


@transaction.atomic
def take_up(*, displacement: Displacement, by: User) -> Displacement:
    """Put a coding that was let go back among those to settle."""
    found = _current(displacement, by)
    if found.let_go_at is not None:
        found.let_go_at = found.let_go_by = None
        found.save(update_fields=["let_go_at", "let_go_by"])
        _record_settling("coding.taken_up", found.coding, by)
    return found
