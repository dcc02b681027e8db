"""Names taken out of what is kept of project files; registered with de-identification in AppConfig.ready()."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from coding.exchange.models import KeptFile
from coding.exchange.projects.outcome import LeftOut
from coding.exchange.refi.markup import Faults, parse, read_project, write_project
from coding.exchange.refi.pruning import elements
from coding.exchange.refi.reading import PROJECT_FILE
from workbench.projects.models import Project

WORDS = ("name", "description", "content", "value", "id")


def scrub_kept(project: Project, clean: Callable[[str], str]) -> dict[str, int]:
    """Clean every word of the kept project files; media files and formatted texts are deleted, for nobody can."""
    rows = list(KeptFile.objects.filter(project=project))
    for row in rows:
        old = row.document.name
        data = _cleaned(row, clean)
        left = LeftOut.from_plain(row.left_out)
        left.names = {guid: clean(name) for guid, name in left.names.items()}
        row.left_out = left.plain()
        row.name = clean(row.name)[:300]
        said = [clean(sentence) for sentence in row.report.get("said", [])]
        said.append(_("Media files and formatted texts were deleted when names were replaced."))
        row.report = row.report | {"said": said, "media": []}
        row.document.save("kept.zip", ContentFile(data), save=True)
        transaction.on_commit(lambda old=old, storage=row.document.storage: storage.delete(old))
    return {_("kept project files"): len(rows)}


def _cleaned(row: KeptFile, clean: Callable[[str], str]) -> bytes:
    with row.document.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        project = read_project(parse(archive.read(PROJECT_FILE), row.name), row.name, Faults())
    for one in elements(project):
        for word in WORDS:
            if isinstance(value := getattr(one, word, None), str):
                setattr(one, word, clean(value))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PROJECT_FILE, write_project(project))
    return out.getvalue()
