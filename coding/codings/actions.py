"""Changes to codings and the memos on them."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.assigning import check_open, hold_rounds, round_for
from coding.codings.memo_facts import memo_facts, memo_label
from coding.codings.models import Assignment, Coding, Layer, Memo, Origin
from coding.codings.visibility import is_sealed
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import was_done
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


class SpanOutsideSource(WorkbenchError):
    """The span does not lie in the text."""


class QuoteDiffers(WorkbenchError):
    """The text at the span is not what was quoted."""


class TextChanged(WorkbenchError):
    """The source has another text than the one that the person looked at."""


class CannotBeUndone(WorkbenchError):
    """What lies beneath an act has changed since, so that it has no place any more."""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def moment_in(facts: dict[str, Any], name: str) -> datetime | None:
    """Return the time that the history keeps under a name; None where it keeps none."""
    kept = facts.get(name)
    return datetime.fromisoformat(kept) if kept else None


def _facts(coding: Coding) -> dict[str, object]:
    """Return what the history keeps of a coding; names that begin with _ are for undoing."""
    revision = Source.objects.filter(pk=coding.source_id).values_list("revision", flat=True)
    return {
        "code": coding.code_id,
        "source": coding.source_id,
        "coder": coding.coder_id,
        "start": coding.start,
        "end": coding.end,
        "round": coding.round_id,
        "_origin": coding.origin,
        "_created": coding.created_at.isoformat(),
        "_looked": _iso(coding.looked_at),
        "_merged": _iso(coding.merged_at),
        "_revision": revision.get(),
    }


def hold_text(source: Source, seen: int | None = None) -> None:
    """Let whoever changes the text of the source wait until this transaction ends.

    Raises TextChanged where its text is no longer the one that was loaded, or not revision `seen`, which a page shows.
    """
    current = Source.objects.select_for_update(no_key=True).filter(pk=source.pk).values_list("revision", flat=True)
    if list(current) != [source.revision] or seen not in {None, source.revision}:
        raise TextChanged(
            _("The text of “%(source)s” was changed meanwhile. Reload the page to see it as it is now.")
            % {"source": source.name}
        )


def check_span(source: Source, start: int, end: int, quote: str | None) -> str:
    """Return the text at [start, end); raises SpanOutsideSource or QuoteDiffers."""
    if not 0 <= start < end <= source.characters:
        raise SpanOutsideSource(
            _("Characters %(start)s–%(end)s lie outside of “%(source)s”, which has %(length)s.")
            % {"start": start, "end": end, "source": source.name, "length": source.characters}
        )
    found = source.text[start:end]
    if quote is not None and quote != found:
        raise QuoteDiffers(
            _("The text of “%(source)s” at this place is “%(found)s”, not “%(quote)s”. Reload the page and try again.")
            % {"source": source.name, "found": found[:80], "quote": quote[:80]}
        )
    if not found.strip():
        raise SpanOutsideSource(_("There are no words in this selection. Select the words that you want to code."))
    return found


@transaction.atomic
def apply_code(
    *,
    source: Source,
    code: Code,
    by: User,
    start: int,
    end: int,
    quote: str | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
    seen: int | None = None,
    origin: Origin = Origin.HAND,
) -> Coding:
    """Apply a code to a span as `by`'s own coding; the same id, or the same span again, is the same coding.

    `seen` is the revision of the text that the span was chosen in, the current one by default. Raises TextChanged,
    SpanOutsideSource, QuoteDiffers, HandedIn, or WorkbenchError for a retired code or an id that is another coding.
    """
    if code.project_id != source.project_id:
        raise WorkbenchError(_("This code belongs to another study."))
    place = {"source": source, "code": code, "coder": by, "start": start, "end": end, "layer": Layer.CODER}
    # First of all: a repeated request is answered as the first one was, whatever has happened since.
    if id and (existing := Coding.objects.filter(pk=id).first()):
        if any(getattr(existing, name) != value for name, value in place.items()):
            raise WorkbenchError(_("This coding exists already with other content. Reload the page and try again."))
        return existing
    if id and was_done(Coding, id):  # and removed since, in another tab
        return Coding(pk=id, **place)
    check_in_use(code)
    round_id = round_for(source, by)
    hold_text(source, seen)
    place |= {"quote": check_span(source, start, end, quote), "round_id": round_id}
    return _store(place, by=by, id=id or uuid.uuid4(), origin=origin)


@transaction.atomic
def restore_coding(
    *,
    source: Source,
    code: Code,
    by: User,
    id: uuid.UUID,  # noqa: A002
    facts: dict[str, Any],
) -> Coding:
    """Bring one's own coding back as it was, by the facts that the history keeps of it.

    It comes with everybody's notes, in the round that it belonged to. Raises CannotBeUndone where the text was changed
    since, HandedIn where the round is over, or WorkbenchError for a retired code.
    """
    if existing := Coding.objects.filter(pk=id).first():
        return existing
    check_in_use(code)
    if facts["round"]:
        hold_rounds([facts["round"]])
        check_open(facts["round"], source.pk, by)
    hold_text(source)
    check_same_text(source, facts)
    start, end = facts["start"], facts["end"]
    place = {
        "source": source, "code": code, "coder": by, "start": start, "end": end, "layer": Layer.CODER,
        "quote": check_span(source, start, end, None), "round_id": facts["round"],
    }  # fmt: skip
    coding = _store(place, by=by, id=id, origin=facts.get("_origin", Origin.HAND))
    if "_created" in facts:
        times = {"looked_at": moment_in(facts, "_looked"), "merged_at": moment_in(facts, "_merged")}
        Coding.objects.filter(pk=id).update(created_at=datetime.fromisoformat(facts["_created"]), **times)
    return coding


def check_same_text(source: Source, facts: dict[str, Any]) -> None:
    """Raise CannotBeUndone where the source has another text than the one that the facts speak of."""
    if source.revision != facts.get("_revision", 1):
        raise CannotBeUndone(
            _("This can no longer be undone: the text of “%(source)s” was changed since.") % {"source": source.name}
        )


def check_in_use(code: Code) -> None:
    if code.retired_at:
        raise WorkbenchError(_("“%(code)s” was retired. Choose another code.") % {"code": code.name})
    if not code.codable:
        raise WorkbenchError(_("“%(code)s” only groups its subcodes. Choose one of those.") % {"code": code.name})


def _store(place: dict[str, Any], *, by: User, id: uuid.UUID, origin: str = Origin.HAND) -> Coding:  # noqa: A002
    """Store a checked coding, with the notes that it had before; what is there already is that coding."""
    known = {name: value for name, value in place.items() if name != "quote"} | {"displaced": False}
    if same := Coding.objects.filter(**known).first():
        return same
    if was_done(Coding, id):  # by the same request, while this one waited for the text, and removed since
        return Coding(pk=id, **place)
    try:
        with transaction.atomic():
            coding = Coding.objects.create(pk=id, project_id=place["source"].project_id, origin=origin, **place)
    except IntegrityError:  # the same request arrived twice at the same moment
        return Coding.objects.get(**known)
    _bring_back_memos(coding)
    _record_coding("coding.applied", coding, by, after=_facts(coding))
    return coding


def _bring_back_memos(coding: Coding) -> None:
    """Where this coding was removed before, hang everybody's notes on it again."""
    events = Event.objects.filter(project_id=coding.project_id, scope=f"source:{coding.source_id}")
    last = events.filter(subject_type="coding", subject_id=str(coding.pk)).order_by("-pk").first()
    if last is None or last.action != "coding.removed" or last.before["coder"] != coding.coder_id:
        return
    about = {"project_id": coding.project_id, "about": Memo.About.CODING, "about_id": str(coding.pk)}
    notes = last.before.get("_memos") or last.before.get("memos", [])
    Memo.objects.bulk_create(
        Memo(pk=note.get("id"), author_id=note["author"], title=note.get("title", ""), body=note["body"], **about)
        for note in notes
    )


def _record_coding(action: str, coding: Coding, by: User, **values: object) -> None:
    record(
        action=action,
        by=by,
        project_id=coding.project_id,
        subject=coding,
        scope=f"source:{coding.source_id}",
        sealed=is_sealed(coding.source_id),
        **values,
    )


def _check_own(coding: Coding, by: User) -> None:
    """Read the coding again and refuse where it is not one's own, or evidence by now. Raises Coding.DoesNotExist."""
    if coding.round_id:
        hold_rounds([coding.round_id])
    coding.refresh_from_db(from_queryset=Coding.objects.select_for_update())
    if coding.layer != Layer.CODER or coding.coder_id != by.pk:
        raise WorkbenchError(_("Only the coder who made a coding can change it."))
    if coding.round_id is None:
        return
    check_open(coding.round_id, coding.source_id, by)


@transaction.atomic
def move_coding(
    *, coding: Coding, by: User, start: int, end: int, quote: str | None = None, seen: int | None = None
) -> Coding:
    """Give one's own coding another extent; `seen` is the revision of the text that it was chosen in."""
    hold_text(coding.source, seen)
    try:
        _check_own(coding, by)
    except Coding.DoesNotExist as error:
        raise WorkbenchError(_("This coding was removed meanwhile. Reload the page.")) from error
    if (coding.start, coding.end) == (start, end) or was_done(Coding, coding.pk):
        return coding
    if coding.displaced:
        raise TextChanged(_("The text of this coding was changed meanwhile. Reload the page."))
    before = _facts(coding)
    coding.quote = check_span(coding.source, start, end, quote)
    coding.start, coding.end = start, end
    try:
        with transaction.atomic():
            coding.save(update_fields=["start", "end", "quote", "updated_at"])
    except IntegrityError as error:
        raise WorkbenchError(
            _("You have applied “%(code)s” to exactly these words already.") % {"code": coding.code.name}
        ) from error
    _record_coding("coding.moved", coding, by, before=before, after=_facts(coding))
    return coding


@transaction.atomic
def remove_coding(*, coding: Coding, by: User) -> None:
    """Take one's own coding away; the history keeps it, and applying it again with its id undoes this."""
    try:
        _check_own(coding, by)
    except Coding.DoesNotExist:  # the same request arrived twice at the same moment
        return
    if was_done(Coding, coding.pk):  # and brought back since, in another tab
        return
    memos = Memo.objects.filter(about=Memo.About.CODING, about_id=str(coding.pk))
    kept = [{"id": memo.pk, "author": memo.author_id, "title": memo.title, "body": memo.body} for memo in memos]
    _record_coding("coding.removed", coding, by, before=_facts(coding) | {"_memos": kept})
    memos.delete()
    coding.delete()


@transaction.atomic
def import_codings(
    *,
    project: Project,
    by: User,
    codings: Iterable[Coding],
    read: Iterable[tuple[int, int]],
    moments: Mapping[uuid.UUID, datetime] | None = None,
) -> int:
    """Store checked codings of other coders in bulk, with who read which source (source id, coder id); one event.

    `moments` says by key when each was made, where that is known. A coding that is already there (same coder, code and
    span) is not stored twice. Returns how many were new.
    """
    codings = list(codings)
    for source in {coding.source_id: coding.source for coding in codings}.values():
        hold_text(source)
    before = Coding.objects.filter(project=project).count()
    Coding.objects.bulk_create(codings, batch_size=2000, ignore_conflicts=True)
    _date_codings(moments or {})
    now = timezone.now()
    Assignment.objects.bulk_create(
        [
            Assignment(project=project, source_id=source, coder_id=coder, done_at=now)
            for source, coder in sorted(set(read))
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    made = Coding.objects.filter(project=project).count() - before
    record(action="codings.imported", by=by, project_id=project.pk, subject=project, after={"codings": made})
    return made


def _date_codings(moments: Mapping[uuid.UUID, datetime]) -> None:
    """Write when codings were made: one prepared statement, since each has another moment."""
    made, key = Coding._meta.get_field("created_at"), Coding._meta.pk
    quote = connection.ops.quote_name
    sql = f"UPDATE {quote(Coding._meta.db_table)} SET {quote(made.column)} = %s WHERE {quote(key.column)} = %s"  # noqa: S608
    rows = [
        (made.get_db_prep_save(moment, connection=connection), key.get_db_prep_save(pk, connection=connection))
        for pk, moment in moments.items()
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


@transaction.atomic
def write_memo(*, project: Project, by: User, about: str, about_id: object, body: str, scope: str = "") -> Memo | None:
    """Write one's note on a thing; an empty one takes the note away. `scope` is "source:<id>" for a coding."""
    place = {"about": about, "about_id": str(about_id), "author": by}
    sealed = bool(scope) and is_sealed(int(scope.split(":")[1]))
    existing = Memo.objects.filter(**place).first()
    if existing and was_done(Memo, existing.pk):
        return existing
    if not body.strip():
        if existing:
            record(
                action="memo.removed", by=by, project_id=project.pk, subject=existing, label=memo_label(existing),
                before=memo_facts(existing), scope=scope, sealed=sealed,
            )  # fmt: skip
            existing.delete()
        return None
    if existing and existing.body == body.strip():
        return existing
    memo, made = Memo.objects.update_or_create(**place, defaults={"project": project, "body": body.strip()})
    record(
        action="memo.written" if made else "memo.edited", by=by, project_id=project.pk, subject=memo,
        label=memo_label(memo), before=None if made else memo_facts(existing), after=memo_facts(memo),
        scope=scope, sealed=sealed,
    )  # fmt: skip
    return memo
