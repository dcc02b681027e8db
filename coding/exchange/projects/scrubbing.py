"""Names taken out of what is kept of project files; registered with de-identification in AppConfig.ready()."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from coding.exchange.models import KeptFile
from coding.exchange.refi.markup import Faults, parse, read_project, write_project
from coding.exchange.refi.pruning import elements
from coding.exchange.refi.reading import PROJECT_FILE
from workbench.projects.models import Project

WORDS = ("name", "description", "content", "value", "id")


def scrub_kept(project: Project, clean: Callable[[str], str]) -> dict[str, int]:
    """Clean every word of the kept project files; media files and formatted texts are deleted, for nobody can."""
    rows = list(KeptFile.objects.filter(project=project))
    for row in rows:
        row.name, row.left_out, row.report = clean(row.name)[:300], _in(row.left_out, clean), _in(row.report, clean)
        if old := row.document.name:
            said = _("Media files and formatted texts were deleted when names were replaced.")
            row.report |= {"said": [*row.report.get("said", []), said], "media": []}
            row.document.save("kept.zip", ContentFile(_cleaned(row, clean)), save=False)
            transaction.on_commit(lambda old=old, storage=row.document.storage: storage.delete(old))
        row.save()
    return {_("kept project files"): len(rows)}


def _in(value: Any, clean: Callable[[str], str]) -> Any:
    """A plain value with every text in it cleaned; the names of fields stay."""
    if isinstance(value, dict):
        return {name: _in(part, clean) for name, part in value.items()}
    if isinstance(value, list):
        return [_in(part, clean) for part in value]
    return clean(value) if isinstance(value, str) else value


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
