"""Changes to the codebook."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.colors import family_color, is_color, next_color
from coding.codebook.models import Code, CodebookVersion
from coding.codebook.queries import frozen_form, latest_version, subtree_ids
from coding.codebook.tree import SEPARATOR, names_of
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

TEXTS = ("definition", "include", "exclude", "example")
DEFINING = ("definition", "include", "exclude")  # what says when a code is right; an example only shows it


class NameTaken(WorkbenchError):
    """There is such a code at this place already."""


class NameNotAllowed(WorkbenchError):
    """A code cannot be called this."""


class CircularCodebook(WorkbenchError):
    """A code would stand below itself."""


def facts_of(code: Code) -> dict[str, object]:
    """Return what the history keeps of a code."""
    return {
        "name": code.name,
        "parent": code.parent_id,
        "color": code.color,
        "position": code.position,
        "codable": code.codable,
        **{text: getattr(code, text) for text in TEXTS},
    }


def check_name(name: str) -> str:
    """Return the name without blanks around it; raises NameNotAllowed."""
    name = " ".join(name.split())
    if not name:
        raise NameNotAllowed(_("A code needs a name."))
    if SEPARATOR in name:
        raise NameNotAllowed(
            _("“%(name)s”: a name cannot contain “/”, which separates a code from its subcode in files.")
            % {"name": name}
        )
    if len(name) > 200:
        raise NameNotAllowed(
            _("“%(name)s…” is too long for a name, which has at most 200 characters.") % {"name": name[:40]}
        )
    return name


def check_free(project: Project, parent: Code | None, name: str, *, apart_from: Code | None = None) -> None:
    """Refuse a name that a code at this place has already; raises NameTaken."""
    same = Code.objects.filter(project=project, parent=parent, name__iexact=name)
    taken = same.exclude(pk=apart_from.pk if apart_from else None).first()
    if taken is None:
        return
    place = _("below “%(parent)s”") % {"parent": parent.name} if parent else _("at the top of the codebook")
    if taken.retired_at:
        raise NameTaken(
            _("“%(name)s” exists %(place)s, but was retired. Bring it back, or choose another name.")
            % {"name": taken.name, "place": place}
        )
    raise NameTaken(_("There is a code “%(name)s” %(place)s already.") % {"name": taken.name, "place": place})


def _check_parent(project: Project, parent: Code | None) -> None:
    if parent and parent.project_id != project.pk:
        raise WorkbenchError(_("“%(code)s” belongs to another study.") % {"code": parent.name})
    if parent and parent.retired_at:
        raise WorkbenchError(_("“%(code)s” was retired. Bring it back before you add to it.") % {"code": parent.name})


def check_color(color: str) -> str:
    if not is_color(color):
        raise WorkbenchError(_("“%(color)s” is not a colour like #2e6fb0.") % {"color": color})
    return color.lower()


def new_color(project: Project, parent: Code | None) -> str:
    siblings = list(Code.objects.filter(project=project, parent=parent).values_list("color", flat=True))
    return family_color(parent.color, siblings) if parent else next_color(siblings)


def next_position(project: Project, parent: Code | None) -> int:
    last = Code.objects.filter(project=project, parent=parent).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def create_code(
    *,
    project: Project,
    by: User,
    name: str,
    parent: Code | None = None,
    color: str | None = None,
    definition: str = "",
    include: str = "",
    exclude: str = "",
    example: str = "",
    codable: bool = True,
) -> Code:
    """Add a code as the last below its parent; without a colour it gets a free one, in the parent's family.

    Raises NameTaken or NameNotAllowed, or WorkbenchError for a parent that was retired.
    """
    name = check_name(name)
    _check_parent(project, parent)
    check_free(project, parent, name)
    code = Code.objects.create(
        project=project,
        parent=parent,
        name=name,
        color=check_color(color) if color else new_color(project, parent),
        definition=definition.strip(),
        include=include.strip(),
        exclude=exclude.strip(),
        example=example.strip(),
        position=next_position(project, parent),
        codable=codable,
        created_by=by,
    )
    record(action="code.created", by=by, project_id=project.pk, subject=code, after=facts_of(code))
    return code


@transaction.atomic
def edit_code(*, code: Code, by: User, codable: bool | None = None, **changes: str) -> Code:
    """Change name, color, definition, include, exclude or example, or whether it can be applied to text.

    What is not given stays; a code that can no longer be applied keeps its codings.

    Raises NameTaken or NameNotAllowed.
    """
    if unknown := set(changes) - {"name", "color", *TEXTS}:
        raise TypeError(f"A code has no {', '.join(sorted(unknown))} to edit.")
    before = facts_of(code)
    if "name" in changes:
        code.name = check_name(changes["name"])
        check_free(code.project, code.parent, code.name, apart_from=code)
    if "color" in changes:
        code.color = check_color(changes["color"])
    for text in TEXTS:
        if text in changes:
            setattr(code, text, changes[text].strip())
    code.codable = code.codable if codable is None else codable
    after = facts_of(code)
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        kept = date_definition(code, changed)
        code.save(update_fields=["name", "color", "codable", *TEXTS, "defined_at"])
        record(
            action="code.edited", by=by, project_id=code.project_id, subject=code,
            before={key: before[key] for key in changed} | kept, after={key: after[key] for key in changed},
        )  # fmt: skip
    return code


def date_definition(code: Code, changed: Iterable[str]) -> dict[str, object]:
    """Date the definition anew where a change touches it; returns for the history when it was dated before."""
    if not set(changed) & set(DEFINING):
        return {}
    before, code.defined_at = code.defined_at, timezone.now()
    return {"_defined_at": before.isoformat() if before else None}


@transaction.atomic
def move_code(*, code: Code, by: User, parent: Code | None, position: int | None = None) -> Code:
    """Put a code with all below it under another parent (None: the top), at a position or as the last.

    Raises CircularCodebook or NameTaken.
    """
    _check_parent(code.project, parent)
    if parent and parent.pk in subtree_ids(code):
        raise CircularCodebook(
            _("“%(code)s” cannot stand below itself or below one of its subcodes.") % {"code": code.name}
        )
    check_free(code.project, parent, code.name, apart_from=code)
    before = {"parent": code.parent_id, "position": code.position, "_next": _next_sibling(code)}
    siblings = list(Code.objects.filter(project=code.project, parent=parent).exclude(pk=code.pk))
    siblings.insert(len(siblings) if position is None else max(0, position), code)
    code.parent = parent
    for place, sibling in enumerate(siblings):
        sibling.position = place
    Code.objects.bulk_update(siblings, ["parent", "position"])
    after = {"parent": code.parent_id, "position": code.position}
    if any(after[name] != before[name] for name in after):
        after["_next"] = _next_sibling(code)
        record(action="code.moved", by=by, project_id=code.project_id, subject=code, before=before, after=after)
    return code


def _next_sibling(code: Code) -> int | None:
    """Return the code after this one, which stays where it is when this one is moved back."""
    keys = list(Code.objects.filter(project=code.project_id, parent=code.parent_id).values_list("pk", flat=True))
    return next(iter(keys[keys.index(code.pk) + 1 :]), None)


@transaction.atomic
def place_code(*, code: Code, by: User, parent: Code | None, before: Code | None) -> Code:
    """Put a code below a parent, before one of the codes there or as the last."""
    siblings = Code.objects.filter(project=code.project, parent=parent).exclude(pk=code.pk)
    keys = list(siblings.values_list("pk", flat=True))
    position = keys.index(before.pk) if before and before.pk in keys else None
    return move_code(code=code, by=by, parent=parent, position=position)


@transaction.atomic
def shift_code(*, code: Code, by: User, step: int) -> Code:
    """Let a code change places with the sibling in use before (-1) or after it (1); at the end nothing happens."""
    siblings = list(Code.objects.filter(project=code.project, parent=code.parent))
    in_use = [sibling for sibling in siblings if sibling.retired_at is None or sibling == code]
    place = in_use.index(code) + step
    if not 0 <= place < len(in_use):
        return code
    target = in_use[place]
    rest = [sibling for sibling in siblings if sibling != code]
    return move_code(code=code, by=by, parent=code.parent, position=rest.index(target) + (step > 0))


@transaction.atomic
def retire_code(*, code: Code, by: User) -> Code:
    """Offer the code and its subcodes no longer; what was coded with them stays."""
    if code.retired_at is None:
        now = timezone.now()
        gone = Code.objects.filter(pk__in=subtree_ids(code), retired_at=None)
        names = list(gone.values_list("name", flat=True))
        gone.update(retired_at=now)
        code.retired_at = now
        record(action="code.retired", by=by, project_id=code.project_id, subject=code, after={"codes": names})
    return code


@transaction.atomic
def restore_code(*, code: Code, by: User) -> Code:
    """Offer a retired code again, with the subcodes that were retired together with it."""
    if code.retired_at is None:
        return code
    if code.parent and code.parent.retired_at:
        raise WorkbenchError(
            _("“%(parent)s”, above this code, was retired too. Bring that back first.") % {"parent": code.parent.name}
        )
    back = Code.objects.filter(pk__in=subtree_ids(code), retired_at=code.retired_at)
    names = list(back.values_list("name", flat=True))
    back.update(retired_at=None)
    code.retired_at = None
    record(action="code.restored", by=by, project_id=code.project_id, subject=code, after={"codes": names})
    return code


@transaction.atomic
def freeze_codebook(*, project: Project, by: User) -> CodebookVersion:
    """Keep the codebook as it is now under a number; the last version again if nothing has changed since."""
    last, now = latest_version(project), frozen_form(project)
    if last and last.codes == now:
        return last
    version = CodebookVersion.objects.create(
        project=project, number=last.number + 1 if last else 1, codes=now, created_by=by
    )
    record(
        action="codebook.frozen", by=by, project_id=project.pk, subject=version,
        after={"number": version.number, "codes": len(now)},
    )  # fmt: skip
    return version


@transaction.atomic
def create_code_at(*, project: Project, by: User, path: str) -> Code:
    """Return the code at "Name" or "Parent / Name", making what is missing on the way; an existing one is used."""
    code = None
    for name in names_of(path):
        same = Code.objects.filter(project=project, parent=code, name__iexact=name, retired_at=None).first()
        code = same or create_code(project=project, by=by, name=name, parent=code)
    if code is None:
        raise NameNotAllowed(_("Give the code a name."))
    return code
