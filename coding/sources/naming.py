"""What sources, cases and variables may be called, and what follows from a text."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.utils.translation import gettext as _

from coding.sources.models import Source
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

LONGEST_NAME = 200


class NameTaken(WorkbenchError):
    """There is such a source, case or variable already."""


class NameNotAllowed(WorkbenchError):
    """A source, case or variable cannot be called this."""


def check_name(name: str) -> str:
    """Return the name without doubled blanks; raises NameNotAllowed."""
    name = " ".join(name.split())
    if not name:
        raise NameNotAllowed(_("A source needs a name."))
    if len(name) > LONGEST_NAME:
        raise NameNotAllowed(
            _("“%(name)s…” is too long for a name: %(longest)s characters are the most.")
            % {"name": name[:40], "longest": LONGEST_NAME}
        )
    return name


def source_name(file_name: str) -> str:
    """Return what a file's source is called: the file without its ending."""
    return PurePath(file_name).stem


def free_name(project: Project, name: str, *, rename: bool = False) -> str:
    """Return the name, or with `rename` the first free one like “P01 (2)”; raises NameTaken."""
    taken = set(Source.objects.filter(project=project, name__startswith=name).values_list("name", flat=True))
    if name not in taken:
        return name
    if not rename:
        raise NameTaken(
            _("There is a source “%(name)s” already. Give this one another name, or leave it out.") % {"name": name}
        )
    return next(f"{name} ({number})" for number in range(2, len(taken) + 3) if f"{name} ({number})" not in taken)


def answer_name(case: str, question: str) -> str:
    return f"{case} | {question}"


def text_facts(text: str) -> dict[str, object]:
    """Return the fields of a source that follow from its text."""
    return {
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "characters": len(text),
        "words": len(text.split()),
    }
