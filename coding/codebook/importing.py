"""Codes that come in as a table or from a framework: many at once, one line of history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook.actions import TEXTS, check_color, check_name, date_definition, new_color, next_position
from coding.codebook.changes import Changes
from coding.codebook.frameworks import Framework, FrameworkCode
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codebook.tree import SEPARATOR, names_of
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project


class CodebookRow(Protocol):
    """A code as a file has it: `path` from the top, texts and colour empty where the file says nothing."""

    path: tuple[str, ...]
    color: str
    definition: str
    include: str
    exclude: str
    example: str


@dataclass(frozen=True)
class ImportedCodebook:
    """What an import did: paths of the codes made, changed, and found as they were."""

    created: list[str]
    changed: list[str]
    unchanged: list[str]

    def __str__(self) -> str:
        return _("Codes: %(created)s added, %(changed)s changed, %(unchanged)s as they were") % {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
        }


@transaction.atomic
def import_codebook(*, project: Project, by: User, rows: Iterable[CodebookRow], **facts: str) -> ImportedCodebook:
    """Add the codes of a file, parents before their children; one event, with further facts if any.

    A code of the same path (without case) is that code: it takes what the file says, keeps what the file
    leaves empty, and comes back if it was retired. Raises NameNotAllowed.
    """
    nodes = code_tree(project, retired=True)
    known = {tuple(name.casefold() for name in names_of(node.path)): node.code for node in nodes}
    outcome, changes = ImportedCodebook([], [], []), Changes()
    for row in rows:
        names = tuple(check_name(name) for name in row.path)
        key = tuple(name.casefold() for name in names)
        parent = known.get(key[:-1])
        path = SEPARATOR.join(names)
        if key not in known:
            known[key] = _add_imported(project, by, parent, names[-1], row)
            changes.made(known[key])
            outcome.created.append(path)
        elif _take_over(known[key], row, changes):
            outcome.changed.append(path)
        else:
            outcome.unchanged.append(path)
    if outcome.created or outcome.changed:
        after = {"created": outcome.created, "changed": outcome.changed} | facts
        record(
            action="codebook.imported", by=by, project_id=project.pk, subject=project,
            before={"_codes": changes.kept()}, after=after,
        )  # fmt: skip
    return outcome


def _add_imported(project: Project, by: User, parent: Code | None, name: str, row: CodebookRow) -> Code:
    return Code.objects.create(
        project=project,
        parent=parent,
        name=name,
        color=check_color(row.color) if row.color else new_color(project, parent),
        position=next_position(project, parent),
        created_by=by,
        **{text: getattr(row, text).strip() for text in TEXTS},
    )


def _take_over(code: Code, row: CodebookRow, changes: Changes) -> bool:
    """Write what the row says into the code; False if the code says all of it already."""
    said = {text: value for text in TEXTS if (value := getattr(row, text).strip())}
    if row.color:
        said["color"] = check_color(row.color)
    new = {key: value for key, value in said.items() if getattr(code, key) != value}
    if not new and code.retired_at is None:
        return False
    changes.before(code)
    for key, value in new.items():
        setattr(code, key, value)
    date_definition(code, new)
    code.retired_at = None
    code.save(update_fields=[*new, "retired_at", "defined_at"])
    changes.after(code)
    return True


@transaction.atomic
def import_framework(
    *, project: Project, by: User, framework: Framework, codes: Iterable[FrameworkCode], below: Code | None = None
) -> ImportedCodebook:
    """Add codes of a published codebook, below a code or at the top; what is there already keeps its own words."""
    nodes = code_tree(project, retired=True)
    above = next((tuple(names_of(node.path)) for node in nodes if below and node.id == below.pk), ())
    known = {tuple(name.casefold() for name in names_of(node.path)) for node in nodes}
    rows = [replace(code, path=(*above, *code.path)) for code in codes]
    rows = [
        replace(row, definition="") if tuple(name.casefold() for name in row.path) in known else row for row in rows
    ]
    return import_codebook(project=project, by=by, rows=rows, framework=framework.title, source=framework.citation)
