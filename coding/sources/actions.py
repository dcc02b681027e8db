"""Changes to sources. Every transcript that is imported comes through here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID, uuid4

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.sources.choices import Choices, keep_choices
from coding.sources.importers.transcript import ParsedTranscript, looks_like_interviewer
from coding.sources.models import Case, Outcome, Source, SourceKind, Speaker, Turn, Upload, UploadPurpose
from coding.sources.naming import check_name, free_name, text_facts
from coding.sources.queries import batch_of, same_text
from coding.sources.reports import found_in, report_file, without_name
from coding.sources.uploads import SentFile, forget_uploads, hold_upload, is_quick, keep_file, keep_refusal, read_batch
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000


class SourceInUse(WorkbenchError):
    """What hangs on a source would be lost with it."""


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
    cases_of_speakers: Mapping[str, str] | None = None,
    rename: bool = False,
    upload: Upload | None = None,
    batch: UUID | None = None,
) -> Source:
    """Store a transcript with its speakers and turns.

    `case_name` is the case of every participant who has none in `cases_of_speakers` ("": none; None: called like the
    source); cases that are missing are made. The source has a case where everybody in it is that one. `interviewers`
    are the speakers who ask; None leaves it to their labels. A name that is taken raises NameTaken unless `rename`.
    The line of the report of `batch` is written, and the `upload` forgotten, in the same transaction; UploadGone says
    that it was before.
    """
    if upload:
        hold_upload(upload)
    name = free_name(project, check_name(name), rename=rename)
    asks = set(filter(looks_like_interviewer, parsed.speakers) if interviewers is None else interviewers)
    voices = _voices(project, parsed, asks, name if case_name is None else case_name, cases_of_speakers or {})
    cases = list({case.pk: case for case in voices.values()}.values())
    # A case for the whole only where nobody else takes part: the words of a stranger are not this person's.
    is_one = len(cases) == 1 and len(voices) == (sum(name not in asks for name in parsed.speakers) or 1)
    source = Source.objects.create(
        project=project,
        kind=SourceKind.TRANSCRIPT,
        name=name,
        case=cases[0] if is_one else None,
        file_name=file_name[-300:],
        assumed=[*parsed.assumed, *_twin(project, parsed.text)],
        imported_by=by,
        **text_facts(parsed.text),
    )
    _store_turns(source, parsed, asks, voices)
    _tell_of_import(source, parsed, "; ".join(case.name for case in cases), upload, upload.batch if upload else batch)
    forget_uploads([upload] if upload else [])
    return source


def _tell_of_import(
    source: Source, parsed: ParsedTranscript, cases: str, upload: Upload | None, batch: UUID | None
) -> None:
    """Write the line of history, and of the report where there is one."""
    by, found = source.imported_by, {"turns": len(parsed.turns), "speakers": parsed.speakers}
    after = {"file": source.file_name, "characters": source.characters, **found, "case": cases}
    record(action="source.imported", by=by, project_id=source.project_id, subject=source, after=after)
    if batch:
        report_file(
            project=source.project, batch=batch, purpose=UploadPurpose.TRANSCRIPTS,
            name=upload.name if upload else source.file_name or source.name, by=by, upload=upload,
            outcome=Outcome.IMPORTED, source=source, characters=source.characters, words=source.words,
            assumed=source.assumed, sha256=source.sha256, **found,
        )  # fmt: skip


def _voices(
    project: Project, parsed: ParsedTranscript, asks: set[str], whole: str, own: Mapping[str, str]
) -> dict[str, Case]:
    """The case of each participant who has one; under "" that of a text in which nobody but who asks has a name."""
    taking_part = [name for name in parsed.speakers if name not in asks] or [""]
    wanted = {name: own.get(name) or whole for name in taking_part}
    cases = {
        case: Case.objects.get_or_create(project=project, name=check_name(case))[0]
        for case in dict.fromkeys(wanted.values())
        if case
    }
    return {name: cases[case] for name, case in wanted.items() if case}


def _store_turns(source: Source, parsed: ParsedTranscript, asks: set[str], voices: Mapping[str, Case]) -> None:
    speakers = {
        name: Speaker(source=source, name=name, is_interviewer=name in asks, case=voices.get(name))
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
    return [_("the same text is in the study already, as “%(name)s”") % {"name": name} for name in twins.values()]


@transaction.atomic
def leave_out_upload(*, upload: Upload, outcome: str, reason: str, by: User, forget: bool = True) -> None:
    """Write into the report why a file was not imported; unless it waits for another try, it is forgotten."""
    hold_upload(upload)
    report_file(
        project=upload.project, batch=upload.batch, purpose=upload.purpose, name=upload.name, by=by, upload=upload,
        outcome=outcome, reason=reason, facts={} if forget else {"upload": upload.pk}, **found_in(upload),
    )  # fmt: skip
    record(
        action="upload.discarded", by=by, project_id=upload.project_id, subject=upload, label=upload.name,
        after={"reason": reason},
    )  # fmt: skip
    if forget:
        forget_uploads([upload])


@transaction.atomic
def remove_source(*, source: Source, by: User) -> None:
    """Delete a source that nobody has worked on; raises SourceInUse where somebody has."""
    facts = {"sha256": source.sha256, "characters": source.characters, "file": source.file_name}
    # By name, because memos are further down the stream.
    if apps.get_model("coding", "Memo").objects.filter(about="source", about_id=str(source.pk)).exists():
        raise SourceInUse(_("There are memos on “%(name)s”, so it stays.") % {"name": source.name})
    try:
        with transaction.atomic():
            record(action="source.removed", by=by, project_id=source.project_id, subject=source, before=facts)
            source.turns.all().delete()
            source.speakers.all().delete()
            source.delete()
    except ProtectedError as error:
        raise SourceInUse(
            _("“%(name)s” has codings or marks, or is part of a round, so it stays.") % {"name": source.name}
        ) from error


@transaction.atomic
def keep_uploads(
    *,
    project: Project,
    files: Iterable[SentFile],
    purpose: str,
    by: User,
    refused: Iterable[tuple[str, int, str]] = (),
) -> UUID:
    """Keep files that were sent in until they have been looked at; the batch that they form.

    `refused` are those that were not taken, as (name, size, why): the preview and the report say so.
    """
    batch = uuid4()
    common = {"project": project, "batch": batch, "purpose": purpose, "by": by}
    kept = [keep_file(sent=sent, **common) for sent in files]
    if not kept:
        raise WorkbenchError(_("Choose at least one file."))
    for name, size, problem in refused:
        keep_refusal(name=name, size=size, problem=problem, **common)
    label = ngettext("%(count)s file", "%(count)s files", len(kept)) % {"count": len(kept)}
    record(action="upload.kept", by=by, project_id=project.pk, subject=kept[0], label=label)
    return batch


def begin_reading(*, project: Project, batch: UUID, by: User) -> Job | None:
    """Read a batch: at once where it is small, else as a job, which is returned; None where all of it was read."""
    if is_quick(project, batch, by):
        read_batch(project, batch, by, quick=True)
    if not batch_of(project, batch, by).filter(read_at=None).exists():
        return None
    return start_job(
        kind="coding.read_uploads",
        project=project,
        by=by,
        label=_("Reading files"),
        parameters={"batch": str(batch)},
    )


@transaction.atomic
def choose_for_uploads(*, chosen: Iterable[tuple[Upload, Choices]], by: User) -> None:
    """Keep what a person decided about their uploads; the study does not change, so there is no line of history."""
    mine = [(upload, choices) for upload, choices in chosen if upload.by_id == by.pk]
    keep_choices(mine)


@transaction.atomic
def reread_upload(*, upload: Upload, sheet: str, by: User) -> None:
    """Forget what was read of a workbook, so that begin_reading() reads another sheet of it."""
    if upload.by_id == by.pk and upload.file:
        old = upload.reading.name
        Upload.objects.filter(pk=upload.pk).update(finding={"sheet": sheet}, reading="", read_at=None)
        transaction.on_commit(lambda: upload.reading.storage.delete(old) if old else None)


@transaction.atomic
def discard_uploads(*, uploads: Iterable[Upload], by: User) -> None:
    """Forget files that were sent in and not imported; of those that could not be read the report says why."""
    uploads = list(uploads)
    if uploads:
        for upload in uploads:
            if problem := upload.finding.get("problem"):
                report_file(
                    project=upload.project, batch=upload.batch, purpose=upload.purpose, name=upload.name, by=by,
                    upload=upload, outcome=Outcome.REFUSED, reason=without_name(upload.name, problem),
                    facts={"upload": upload.pk},
                )  # fmt: skip
        names = ", ".join(upload.name for upload in uploads)
        record(action="upload.discarded", by=by, project_id=uploads[0].project_id, subject=uploads[0], label=names)
        forget_uploads(uploads)
