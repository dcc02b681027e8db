"""The codebook as a table: cells of codes, old and new, stored all or none, as one line of history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.actions import TEXTS, check_name, date_definition, facts_of, new_color, next_position
from coding.codebook.changes import Changes
from coding.codebook.colors import PALETTE, is_color, tint_of
from coding.codebook.forms import HUES
from coding.codebook.models import Code
from coding.codebook.tree import names_of, nodes_in_order
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

FIELDS = ("name", "parent", "color", *TEXTS)


@dataclass(frozen=True)
class Cell:
    """A text for a field of a code; a negative `code` is a new row. `was` is what the person saw there, if anything."""

    code: int
    field: str
    value: str
    was: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why one cell was refused."""

    code: int
    field: str
    message: str


class CellsRefused(WorkbenchError):
    """Some cells do not fit, so none was stored."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        text = refusals[0].message
        if more := len(refusals) - 1:
            text += " " + ngettext(
                "%(more)s other cell does not fit either.", "%(more)s other cells do not fit either.", more
            ) % {"more": more}
        super().__init__(text)
        self.refusals = list(refusals)


@dataclass
class Stored:
    """What became of cells: those that show another text now, new rows with their keys, whether the order changed."""

    cells: list[tuple[int, str, str]] = field(default_factory=list)
    made: dict[int, int] = field(default_factory=dict)
    reordered: bool = False
    event: Event | None = None


def color_text(color: str) -> str:
    """Return how a colour is written: by the name of the tint that it shows as."""
    return str(HUES[tint_of(color)])


def color_in(text: str) -> str | None:
    """Return the colour that a text names; None if none."""
    names = {str(hue).casefold(): color for hue, color in zip(HUES, PALETTE, strict=True)}
    if is_color(text):
        return text.lower()
    return names.get(text.casefold())


def texts_of(codes: Iterable[Code]) -> dict[int, dict[str, str]]:
    """Return what the cells of every code show."""
    rows = list(codes)
    paths = {node.id: node.path for node in nodes_in_order(rows)}
    return {
        code.pk: {
            "name": code.name,
            "parent": paths.get(code.parent_id, "") if code.parent_id else "",
            "color": color_text(code.color),
            **{text: getattr(code, text) for text in TEXTS},
        }
        for code in rows
    }


@transaction.atomic
def set_cells(*, project: Project, cells: Iterable[Cell], by: User) -> Stored:
    """Store texts of codes, all or none of them; rows with a negative number become new codes, empty ones nothing.

    Raises CellsRefused where a text does not fit, or where somebody changed it after the person looked.
    """
    known = {code.pk: code for code in Code.objects.select_for_update().filter(project=project)}
    work = _Work(project, by, known)
    for cell in cells:
        work.take(cell)
    work.place()
    work.check()
    if work.refusals:
        raise CellsRefused(work.refusals)
    return work.store()


class _Work:
    """Cells on their way into the codebook; nothing is written before all of them fit."""

    def __init__(self, project: Project, by: User, known: dict[int, Code]) -> None:
        self.project, self.by = project, by
        self.before = texts_of(known.values())
        self.codes = dict(known)
        self.changes = Changes()
        for code in known.values():
            self.changes.before(code)
        self.facts = {code.pk: facts_of(code) for code in known.values()}
        self.parents: dict[int, str] = {}
        self.touched: dict[int, set[str]] = {}
        self.refusals: list[Refusal] = []

    # --- What the cells say ---------------------------------------------------------------------

    def take(self, cell: Cell) -> None:
        value = cell.value.strip()
        if cell.field not in FIELDS or (cell.code > 0 and cell.code not in self.codes):
            raise WorkbenchError(_("This code or column is gone. Load the page again."))
        if cell.code < 0:
            if not value and cell.code not in self.codes:
                return
            self.codes.setdefault(cell.code, Code(pk=None, project=self.project, name="", created_by=self.by))
        else:
            now = self.before[cell.code][cell.field]
            if value == now:
                return
            if cell.was is not None and cell.was.strip() != now:
                self._refuse(
                    cell, _("Somebody else changed this meanwhile. It is “%(now)s” now.") % {"now": now or "—"}
                )
                return
        self.touched.setdefault(cell.code, set()).add(cell.field)
        self._write(cell, value)

    def _refuse(self, cell: Cell, message: str) -> None:
        self.refusals.append(Refusal(cell.code, cell.field, message))

    def _write(self, cell: Cell, value: str) -> None:
        code = self.codes[cell.code]
        if cell.field == "name":
            try:
                code.name = check_name(value)
            except WorkbenchError as error:
                self._refuse(cell, error.message)
        elif cell.field == "parent":
            self.parents[cell.code] = value
        elif cell.field == "color":
            color = color_in(value) if value else ""
            if color is None:
                self._refuse(
                    cell, _("“%(color)s” is no colour: choose a name, or write it like #2e6fb0.") % {"color": value}
                )
            else:
                code.color = color or code.color
        else:
            setattr(code, cell.field, value)

    # --- Where the codes stand --------------------------------------------------------------------

    def place(self) -> None:
        """Find the parents that are named; each row may name one that comes before it."""
        self.above: dict[int, int | None] = {key: code.parent_id for key, code in self.codes.items()}
        for key, path in self.parents.items():
            parent = self._parent(key, path) if path else None
            self.above[key] = parent

    def _parent(self, key: int, path: str) -> int | None:
        names = [name.casefold() for name in names_of(path)]
        found = [one for one in self.codes if self._is_called(one, names)]
        exact = [one for one in found if self._depth(one) == len(names) - 1]
        if len(found) > 1 and len(exact) == 1:
            found = exact
        cell = Cell(key, "parent", path)
        if not found:
            self._refuse(
                cell,
                _("There is no code “%(path)s”. Name one that there is, or its path: Parent/Child.") % {"path": path},
            )
        elif len(found) > 1:
            self._refuse(cell, _("Several codes are called “%(path)s”. Write the path: Parent/Child.") % {"path": path})
        elif key == found[0] or key in self._ancestors(found[0]):
            self._refuse(cell, _("A code cannot stand below itself or below one of its subcodes."))
        else:
            return found[0]
        return self.above[key]

    def _is_called(self, key: int, names: list[str]) -> bool:
        """Say whether the code, and those above it as far as they are named, have these names."""
        here: int | None = key
        for name in reversed(names):
            if here is None or self.codes[here].name.casefold() != name or self.codes[here].retired_at:
                return False
            here = self.above[here]
        return True

    def _ancestors(self, key: int) -> set[int]:
        found: set[int] = set()
        here = self.above[key]
        while here is not None and here not in found:
            found.add(here)
            here = self.above[here]
        return found

    def _depth(self, key: int) -> int:
        return len(self._ancestors(key))

    def check(self) -> None:
        """Refuse rows without a name, and names that stand twice at one place."""
        refused = {(one.code, one.field) for one in self.refusals}
        taken: dict[tuple[int | None, str], list[int]] = {}
        for key, code in self.codes.items():
            taken.setdefault((self.above[key], code.name.casefold()), []).append(key)
        for key in self.touched:
            code = self.codes[key]
            cell = Cell(key, "name", code.name)
            if (key, "name") in refused:
                continue
            if not code.name:
                self._refuse(cell, _("A code needs a name."))
                continue
            same = [one for one in taken[self.above[key], code.name.casefold()] if one != key]
            if same and (self.touched[key] & {"name", "parent"}):
                self._refuse(cell, self._taken(self.codes[same[0]]))

    def _taken(self, other: Code) -> str:
        if other.retired_at:
            return _("“%(name)s” exists at this place, but was retired. Bring it back, or choose another name.") % {
                "name": other.name
            }
        return _("There is a code “%(name)s” at this place already.") % {"name": other.name}

    # --- Storing --------------------------------------------------------------------------------------

    def store(self) -> Stored:
        stored = Stored()
        for key in sorted((key for key in self.touched if key < 0), reverse=True):
            self._make(key, stored)
        edited = [self.codes[key] for key in self.touched if key > 0]
        for code in edited:
            self._edit(code, stored)
        Code.objects.bulk_update(edited, ["name", "color", "parent", "position", "defined_at", *TEXTS])
        stored.reordered = stored.reordered or bool(stored.made)
        stored.event = self._record(stored)
        after = texts_of(code for code in self.codes.values() if code.pk)
        known = {**self.before, **{pk: {} for pk in stored.made.values()}}
        stored.cells = [
            (pk, name, text)
            for pk, texts in after.items()
            for name, text in texts.items()
            if known[pk].get(name) != text
        ]
        return stored

    def _make(self, key: int, stored: Stored) -> None:
        """Make a new code, after the new one above it."""
        code, above = self.codes[key], self.above[key]
        if code.pk:
            return
        if above is not None and above < 0:
            self._make(above, stored)
        code.parent = self.codes[above] if above is not None else None
        code.color = code.color or new_color(self.project, code.parent)
        code.position = next_position(self.project, code.parent)
        code.save()
        self.changes.made(code)
        stored.made[key] = code.pk

    def _edit(self, code: Code, stored: Stored) -> None:
        above = self.above[code.pk]
        parent = self.codes[above] if above is not None else None
        if (parent.pk if parent else None) != code.parent_id:
            code.parent = parent
            code.position = next_position(self.project, parent)
            stored.reordered = True
        date_definition(code, self.touched[code.pk])
        self.changes.after(code)

    def _record(self, stored: Stored) -> Event | None:
        """Write one line: of the code where it is one whose words changed, else of the codebook."""
        kept = self.changes.kept()
        if not kept:
            return None
        if len(kept) == 1 and not stored.reordered:
            (_pk, before, after), code = kept[0], self.codes[kept[0][0]]
            dated = {"_defined_at": before["defined_at"]} if "defined_at" in before else {}
            names = [name for name in after if name != "defined_at"]
            return record(
                action="code.edited", by=self.by, project_id=self.project.pk, subject=code,
                before={name: before[name] for name in names} | dated, after={name: after[name] for name in names},
            )  # fmt: skip
        names = [self.codes[key].name for key in self.touched]
        return record(
            action="codebook.edited", by=self.by, project_id=self.project.pk, subject=self.project,
            before={"_codes": kept}, after={"codes": names[:20], "added": len(stored.made)},
        )  # fmt: skip
