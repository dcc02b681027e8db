"""Changes to sources, cases and their values. Everything that is imported comes through here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.importers.transcript import ParsedTranscript, looks_like_interviewer
from coding.sources.models import (
    Case,
    Source,
    SourceKind,
    Speaker,
    Turn,
    Upload,
)
from coding.sources.naming import check_name, free_name, text_facts
from coding.sources.queries import same_text
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000


class SourceInUse(WorkbenchError):
    """What hangs on a source would be lost with it."""


class SentFile(Protocol):
    """A file as a browser sends it."""

    name: str

    def read(self) -> bytes: ...


@transaction.atomic
def import_transcript(
    *,
    project: Project,
    parsed: ParsedTranscript,
    name: str,
    by: User,
    file_name: str = "",
    interviewers: Collection[str] | None = None,
    case_name: str | None = None,
    rename: bool = False,
    upload: Upload | None = None,
) -> Source:
    """Store a transcript with its speakers and turns.

    Its case is the one named `case_name` (else like the source); it is made if there is none. `interviewers` are the
    speakers who ask; None leaves it to their labels. A name that is taken raises NameTaken unless `rename`. The
    `upload` that it comes from is forgotten in the same transaction.
    """
    name = free_name(project, check_name(name), rename=rename)
    case, made = Case.objects.get_or_create(project=project, name=check_name(case_name or name))
    source = Source.objects.create(
        project=project,
        kind=SourceKind.TRANSCRIPT,
        name=name,
        case=case,
        file_name=file_name[:300],
        assumed=[*parsed.assumed, *_twin(project, parsed.text)],
        imported_by=by,
        **text_facts(parsed.text),
    )
    _store_turns(source, case, parsed, interviewers)
    record(
        action="source.imported",
        by=by,
        project_id=project.pk,
        subject=source,
        after={
            "file": file_name,
            "characters": source.characters,
            "turns": len(parsed.turns),
            "speakers": parsed.speakers,
            "case": case.name,
            "case_made": made,
        },
    )
    forget_uploads([upload] if upload else [])
    return source


def _store_turns(source: Source, case: Case, parsed: ParsedTranscript, interviewers: Collection[str] | None) -> None:
    asks = set(filter(looks_like_interviewer, parsed.speakers) if interviewers is None else interviewers)
    speakers = {
        name: Speaker(source=source, name=name, is_interviewer=name in asks, case=None if name in asks else case)
        for name in parsed.speakers
    }
    Speaker.objects.bulk_create(speakers.values(), batch_size=BATCH)
    Turn.objects.bulk_create(
        [
            Turn(
                source=source,
                position=position,
                start=turn.start,
                body_start=turn.body_start,
                end=turn.end,
                speaker=speakers.get(turn.speaker),
                time_start=turn.time_start,
                time_end=turn.time_end,
            )
            for position, turn in enumerate(parsed.turns)
        ],
        batch_size=BATCH,
    )


def _twin(project: Project, text: str) -> list[str]:
    twins = same_text(project, [str(text_facts(text)["sha256"])])
    return [_("the same text is in the project already, as “%(name)s”") % {"name": name} for name in twins.values()]


@transaction.atomic
def remove_source(*, source: Source, by: User) -> None:
    """Delete a source that nobody has worked on; raises SourceInUse where somebody has."""
    facts = {"sha256": source.sha256, "characters": source.characters, "file": source.file_name}
    try:
        with transaction.atomic():
            record(action="source.removed", by=by, project_id=source.project_id, subject=source, before=facts)
            source.turns.all().delete()
            source.speakers.all().delete()
            source.delete()
    except ProtectedError as error:
        raise SourceInUse(
            _("“%(name)s” has codings or is part of a round, so it stays.") % {"name": source.name}
        ) from error


@transaction.atomic
def keep_uploads(*, project: Project, files: Iterable[SentFile], purpose: str, by: User) -> UUID:
    """Keep files that were sent in until they have been looked at; the batch that they form."""
    batch = uuid4()
    for sent in files:
        upload = Upload(project=project, batch=batch, purpose=purpose, name=sent.name[-300:], by=by)
        upload.file.save(upload.name, ContentFile(sent.read()))
    first = Upload.objects.filter(batch=batch).first()
    if first is None:
        raise WorkbenchError(_("Choose at least one file."))
    count = Upload.objects.filter(batch=batch).count()
    label = ngettext("%(count)s file", "%(count)s files", count) % {"count": count}
    record(action="upload.kept", by=by, project_id=project.pk, subject=first, label=label)
    return batch


@transaction.atomic
def discard_uploads(*, uploads: Iterable[Upload], by: User) -> None:
    """Forget files that were sent in and not imported."""
    uploads = list(uploads)
    if uploads:
        names = ", ".join(upload.name for upload in uploads)
        record(action="upload.discarded", by=by, project_id=uploads[0].project_id, subject=uploads[0], label=names)
        forget_uploads(uploads)


def forget_uploads(uploads: Iterable[Upload]) -> None:
    """Delete the rows now, and the files when that is certain."""
    places = [upload.file.name for upload in uploads]
    Upload.objects.filter(file__in=places).delete()
    transaction.on_commit(lambda: [default_storage.delete(place) for place in places])
