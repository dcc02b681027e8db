"""Taking in a REFI-QDA project or codebook: all of it, or nothing."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.models import Code
from coding.codings.models import Memo
from coding.exchange.models import KeptFile
from coding.exchange.projects.identities import Identities
from coding.exchange.projects.outcome import Imported
from coding.exchange.projects.storing import Store, store_cases, store_codes, store_people, store_values
from coding.exchange.projects.texts import coded, store_codings, store_memos, store_sources
from coding.exchange.refi import model
from coding.exchange.refi.markup import Faults, parse, read_codebook, read_project
from coding.exchange.refi.reading import CODEBOOK_FILE, KEPT, PROJECT_FILE
from coding.sources.models import Case, Source, Variable
from coding.sources.reading import NotRead, Reader, reader
from coding.sources.uploads import FOLDER as UPLOADS
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

READ_PROJECT = "coding.exchange.others.reading:read_any"
READ_CODEBOOK = "coding.exchange.refi.reading:read_qdc"
Tell = Callable[[int, int, str], None]
# Who stands further down the stream makes themes of sets of codes: (project, by, sets, codes by guid, guids).
ThemeMaker = Callable[[Project, User, Iterable[model.Set], dict[str, Code], Identities], tuple[int, int]]
theme_makers: list[ThemeMaker] = []


@dataclass
class ReadFile:
    """A file that the reading process has read: what it found, and the folder with the rest."""

    name: str
    folder: Path
    facts: dict[str, Any]


@contextmanager
def read_file(path: Path, name: str, do: str = READ_PROJECT, reading: Reader | None = None) -> Iterator[ReadFile]:
    """Read a file in a process of its own; raises WorkbenchError with the sentence that says why it cannot be read."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        try:
            if reading:
                facts = reading.ask(do, name=name, path=str(path), out=folder)
            else:
                with reader() as own:
                    facts = own.ask(do, name=name, path=str(path), out=folder)
        except NotRead as problem:
            raise WorkbenchError(str(problem)) from problem
        yield ReadFile(name, Path(folder), facts)


@contextmanager
def kept_beside(file: UploadedFile) -> Iterator[Path]:
    """A file that a browser sent, as a path for as long as the block lasts."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "sent"
        with path.open("wb") as to:
            shutil.copyfileobj(file, to, 1 << 20)
        yield path


@transaction.atomic
def start_import(*, project: Project, by: User, file: UploadedFile, themes: bool = False) -> Job:
    """Keep a project file and take it in as long work; a file that nothing came for is swept away after a day."""
    place = default_storage.save(f"{UPLOADS}/{project.pk}/{uuid.uuid4().hex}", file)
    name = file.name[-300:]
    return start_job(
        kind="coding.import_project", project=project, by=by, label=_("Import of %(name)s") % {"name": name},
        parameters={"place": place, "name": name, "themes": themes},
    )  # fmt: skip


@transaction.atomic
def import_project(
    *, project: Project, by: User, read: ReadFile, themes: bool = False, tell: Tell = lambda *_said: None
) -> Imported:
    """Take a project file into a study; what is there already, by its guid, is not stored twice.

    With `themes` each set of codes becomes a theme. What we do not use is kept with the study and written back out.
    Raises WorkbenchError, with nothing changed.
    """
    data = (read.folder / PROJECT_FILE).read_bytes()
    incoming = read_project(parse(data, read.name), read.name, Faults())
    ids = Identities(project)
    for kind, rows in (("code", Code), ("source", Source), ("case", Case), ("variable", Variable)):
        ids.forget_gone(kind, rows.objects.filter(project=project).values_list("pk", flat=True))
    memos = Memo.objects.filter(project=project).values_list("pk", flat=True)
    for kind in ("memo", "comment"):
        ids.forget_gone(kind, memos)
    store = Store(project, by, incoming, read.folder, read.facts, ids)
    store.done.origin, store.done.media = read.facts["origin"], read.facts["media"]
    store.done.said = list(read.facts["said"])
    steps: list[tuple[str, Callable[[], Any]]] = [
        (_("People"), lambda: store_people(store, _acting(store))),
        (_("Codes"), lambda: store_codes(store)),
        (_("Cases"), lambda: store_cases(store)),
        (_("Sources"), lambda: store_sources(store)),
        (_("Variables"), lambda: store_values(store)),
        (_("Codings"), lambda: store_memos(store, store_codings(store))),
    ]
    for number, (note, step) in enumerate(steps):
        tell(number, len(steps), note)
        step()
    for make in theme_makers if themes else ():
        new, known = make(project, by, incoming.sets, store.codes, ids)
        store.done.new["themes"] += new
        store.done.known["themes"] += known
    _say_the_rest(store)
    ids.save()
    _keep(store, read)
    record(
        action="project.imported", by=by, project_id=project.pk, subject=project,
        after={"file": read.name, "program": store.done.origin, **{what: n for what, n in store.done.new.items() if n}},
    )  # fmt: skip
    return store.done


def _acting(store: Store) -> Iterator[str | None]:
    """Who did something that will have a row."""
    read = store.facts["texts"]
    yield from (coding.creating_user for source, _selection, coding in coded(store) if source in read)
    yield from (note.creating_user for note in store.incoming.notes if (note.content or "").strip())


def _say_the_rest(store: Store) -> None:
    incoming, done = store.incoming, store.done
    done.kept_sentence(
        len(incoming.sets), len(incoming.links), len(incoming.graphs),
        sum(source.guid not in store.sources for source in incoming.sources),
    )  # fmt: skip
    if areas := sum(len(getattr(one, "selections", ())) for one in incoming.sources if not isinstance(one, model.Text)):
        done.say(
            ngettext(
                "%(n)s selection of a page, picture or recording is kept, not shown.",
                "%(n)s selections of pages, pictures or recordings are kept, not shown.",
                areas,
            )
            % {"n": areas}
        )
    nobody = sum(coding.creating_user not in store.people for key, _s, coding in coded(store) if key in store.sources)
    if nobody:
        done.say(
            ngettext(
                "%(n)s coding does not say who made it: it is yours.",
                "%(n)s codings do not say who made them: they are yours.",
                nobody,
            )
            % {"n": nobody}
        )


def _keep(store: Store, read: ReadFile) -> None:
    """Keep the file's description and media with the study; a file that is imported again takes its own place."""
    report = {"counts": store.done.counts, "said": store.done.said, "media": store.done.media}
    kept = KeptFile(
        project=store.project, name=read.name[-300:], origin=store.done.origin[:300], by=store.by,
        left_out=store.left.plain(), report=report,
    )  # fmt: skip
    with (read.folder / KEPT).open("rb") as stream:
        kept.document.save("kept.zip", File(stream), save=False)
    try:
        kept.save()
    except BaseException:
        kept.document.storage.delete(kept.document.name)
        raise


@transaction.atomic
def import_refi_codebook(*, project: Project, by: User, read: ReadFile) -> Imported:
    """Take the codes of a .qdc into the codebook; a code that is there takes what the file says of it."""
    codebook = read_codebook(parse((read.folder / CODEBOOK_FILE).read_bytes(), read.name), read.name, Faults())
    if not codebook.codes:
        raise WorkbenchError(_("%(name)s: there is no code in it.") % {"name": read.name})
    ids = Identities(project)
    ids.forget_gone("code", Code.objects.filter(project=project).values_list("pk", flat=True))
    store = Store(project, by, model.Project(codes=codebook.codes), read.folder, read.facts, ids)
    store.done.said, store.done.origin = list(read.facts["said"]), codebook.origin or ""
    store_codes(store, update=True)
    ids.save()
    return store.done
