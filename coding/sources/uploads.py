"""Files that were sent in and wait: kept, read, forgotten. The study knows nothing of them until they are imported."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.sources.importers.archives import ENDING as ZIP
from coding.sources.importers.registry import TABLES, TRANSCRIPTS
from coding.sources.models import Outcome, Upload, UploadPurpose
from coding.sources.queries import batch_of
from coding.sources.reading import NotRead, Reader, reader
from coding.sources.reports import report_file, without_name
from workbench.accounts.models import User
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

# What is read while the person waits for the page: one interview, not a folder of them.
QUICK_FILES, QUICK_BYTES, QUICK_SECONDS = 5, 2_000_000, 10
DAY = 24 * 3600
FOLDER = "uploads"


class UploadGone(WorkbenchError):
    """Another worker imported the file, or somebody gave it up."""


Progress = Callable[[int, int, str], None]


class SentFile(Protocol):
    """A file as a browser sends it."""

    name: str

    def read(self) -> bytes: ...


class _Moved(File):
    """A file that the storage takes over instead of copying it."""

    def temporary_file_path(self) -> str:
        return self.name


def endings_of(purpose: str) -> tuple[str, ...]:
    """The endings of files that can become what `purpose` says, without that of an archive."""
    return tuple(TRANSCRIPTS if purpose == UploadPurpose.TRANSCRIPTS else TABLES)


def is_archive(upload: Upload) -> bool:
    return PurePath(upload.name).suffix.lower() == ZIP


def keep_file(*, project: Project, batch: UUID, purpose: str, sent: SentFile, by: User) -> Upload:
    """Keep a file, in pieces or moved, never whole in memory."""
    upload = Upload(project=project, batch=batch, purpose=purpose, name=sent.name[-300:], by=by)
    content = sent if isinstance(sent, File) else File(sent)
    upload.size = content.size
    upload.file.save(upload.name, content)
    return upload


def hold_upload(upload: Upload) -> None:
    """Have the upload for oneself until the transaction ends; raises UploadGone."""
    if not Upload.objects.select_for_update().filter(pk=upload.pk).exists():
        raise UploadGone(_("“%(name)s” was imported or given up already.") % {"name": upload.name})


def keep_refusal(*, project: Project, batch: UUID, purpose: str, name: str, size: int, problem: str, by: User) -> None:
    """Keep the word about a file that was not taken, for the preview and the report."""
    Upload.objects.create(
        project=project, batch=batch, purpose=purpose, name=name[-300:], size=size, by=by,
        finding={"problem": problem}, read_at=timezone.now(),
    )  # fmt: skip


def is_quick(project: Project, batch: UUID, by: User) -> bool:
    """Whether what is unread of a batch can be read while the person waits."""
    sizes = list(batch_of(project, batch, by).filter(read_at=None).values_list("size", flat=True))
    return len(sizes) <= QUICK_FILES and sum(sizes) <= QUICK_BYTES


def read_batch(project: Project, batch: UUID, by: User, *, quick: bool = False, tell: Progress | None = None) -> None:
    """Read what is unread of a batch, archives first taken apart; what was read before is not read again.

    With `quick` whatever turns out to be long is left unread. `tell` hears how many of how many, and which is next.
    """
    passed: set[int] = set()
    now_and_then = seldom()
    with reader(QUICK_SECONDS if quick else None) as reading:
        while upload := batch_of(project, batch, by).filter(read_at=None).exclude(pk__in=passed).first():
            if quick and not is_quick(project, batch, by):
                return
            if tell and now_and_then():
                whole = batch_of(project, batch, by)
                done, total = whole.exclude(read_at=None).count(), whole.count()
                tell(done, total, upload.name)
            passed.add(upload.pk)
            try:
                read_upload(upload, reading, _rows_told(tell, upload.name) if tell else None)
            except NotRead as problem:
                if not (quick and problem.late):
                    _refuse(upload, {"problem": str(problem)})


def _refuse(upload: Upload, finding: dict[str, Any]) -> None:
    """Write down why a file cannot be read. Nobody can import a table then, so that the report has its line now; that
    of a transcript comes with the other files of its batch.
    """
    with transaction.atomic():
        if _store(upload, finding, None) and upload.purpose != UploadPurpose.TRANSCRIPTS:
            report_file(
                project=upload.project, batch=upload.batch, purpose=upload.purpose, name=upload.name, by=upload.by,
                upload=upload, outcome=Outcome.REFUSED, reason=without_name(upload.name, finding["problem"]),
                facts={"upload": upload.pk},
            )  # fmt: skip


def seldom(seconds: float = 0.5) -> Callable[[], bool]:
    """Something to ask before telling of progress: says yes the first time and then once in so many seconds."""
    last = time.monotonic() - seconds

    def now() -> bool:
        nonlocal last
        if time.monotonic() - last < seconds:
            return False
        last = time.monotonic()
        return True

    return now


def _rows_told(tell: Progress, name: str) -> Callable[[int], None]:
    now = seldom()

    def on_rows(rows: int) -> None:
        if now():
            tell(rows, 0, _("%(name)s: %(rows)s rows read") % {"name": name, "rows": f"{rows:,}"})

    return on_rows


def read_upload(upload: Upload, reading: Reader, on_rows: Callable[[int], None] | None = None) -> None:
    """Read one upload and keep what it holds, or take an archive apart; raises NotRead."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        if is_archive(upload):
            _take_apart(upload, reading, Path(folder))
            return
        out = Path(folder) / "reading"
        do = "transcript" if upload.purpose == UploadPurpose.TRANSCRIPTS else "table"
        asked = {"sheet": sheet} if (sheet := upload.finding.get("sheet")) else {}
        found = reading.ask(
            do, name=upload.name, path=upload.file.path, out=str(out), on_rows=on_rows, **asked
        )  # fmt: skip
        if "problem" in found:
            _refuse(upload, found | asked)
        else:
            _store(upload, found | asked, out)


def _store(upload: Upload, finding: dict[str, Any], out: Path | None) -> bool:
    """Write down what was found, once: a second reader of the same file, or of one given up, leaves nothing.

    Says whether it was written.
    """
    if out:
        with _Moved(out.open("rb"), name=str(out)) as read:
            upload.reading.save("reading", read, save=False)
    facts = {"finding": finding, "read_at": timezone.now(), "reading": upload.reading.name or ""}
    stored = Upload.objects.filter(pk=upload.pk, read_at=None).update(**facts) == 1
    if out and not stored:
        default_storage.delete(upload.reading.name)
    return stored


def _take_apart(upload: Upload, reading: Reader, folder: Path) -> None:
    """Make uploads of the files in an archive, and forget the archive, in one transaction."""
    found = reading.ask(
        "unpack", name=upload.name, path=upload.file.path, out=str(folder), endings=endings_of(upload.purpose)
    )
    members = found["members"]
    readable = [member for member in members if not member["problem"]]
    if upload.purpose != UploadPurpose.TRANSCRIPTS and len(readable) > 1:
        names = ", ".join(member["name"] for member in readable[:5])
        raise NotRead(
            _("%(name)s: there are several tables in it (%(names)s). Send the one that is meant.")
            % {"name": upload.name, "names": names}
        )
    if not members:
        raise NotRead(_("%(name)s: there is no file in it.") % {"name": upload.name})
    if upload.purpose != UploadPurpose.TRANSCRIPTS:
        if not readable:
            raise NotRead(members[0]["problem"])
        members = readable  # what lies beside the one table is not a part of it
    with transaction.atomic():
        # Whoever gave the batch up, or took it apart already, has the last word.
        if not Upload.objects.select_for_update().filter(pk=upload.pk, read_at=None).exists():
            return
        common = {"project": upload.project, "batch": upload.batch, "purpose": upload.purpose, "by": upload.by}
        for member in members:
            if member["problem"]:
                keep_refusal(name=member["name"], size=member["size"], problem=member["problem"], **common)
                continue
            with Path(member["path"]).open("rb") as inside:
                made = Upload(name=member["name"][-300:], size=member["size"], **common)
                made.file.save("member", _Moved(inside, name=member["path"]))
        forget_uploads([upload])


def forget_uploads(uploads: Iterable[Upload]) -> None:
    """Delete the rows now, and the files when that is certain."""
    uploads = list(uploads)
    places = [place for upload in uploads for place in (upload.file.name, upload.reading.name) if place]
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    transaction.on_commit(lambda: [default_storage.delete(place) for place in places])


def forget_old_uploads() -> int:
    """Forget what nobody came back to in IMPORT_KEPT_DAYS, and files that no row knows; returns how many rows went.

    A process that is killed between writing a file and its row leaves such a file.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_KEPT_DAYS)
    with transaction.atomic():
        old = list(Upload.objects.filter(uploaded_at__lt=before))
        forget_uploads(old)
    _sweep()
    return len(old)


def _sweep() -> None:
    """Delete files of a killed process: those older than a day that no row knows."""
    known = {place for pair in Upload.objects.values_list("file", "reading") for place in pair if place}
    for path in Path(default_storage.path(FOLDER)).glob("*/*"):
        if _is_old(path) and f"{FOLDER}/{path.parent.name}/{path.name}" not in known:
            path.unlink(missing_ok=True)
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"):
        if _is_old(path):
            # Two workers may sweep at once.
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - DAY
    except OSError:
        return False
