"""The people, codes, variables and cases of a project file into a study. All of it is called by actions.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from coding.cases.cells import store_cells
from coding.cases.values import fits, tidy
from coding.cases.variables import add_variable
from coding.codebook.actions import new_color
from coding.codebook.changes import Changes
from coding.codebook.models import Code
from coding.exchange.projects.identities import Identities
from coding.exchange.projects.outcome import Imported, LeftOut
from coding.exchange.refi import model, words
from coding.exchange.refi.settling import PSEUDO_USER
from coding.sources.importers.answers import is_date, is_number
from coding.sources.importers.readings import read_reading
from coding.sources.models import Case, Source, Variable, VariableKind, VariableValue
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.membership.actions import add_member, ensure_coder
from workbench.membership.queries import AmbiguousName
from workbench.membership.roles import Role
from workbench.projects.models import Project

LONGEST_PERSON = User._meta.get_field("name").max_length
NUMBERS, DATES = {"Integer", "Float"}, {"Date", "DateTime"}
TEXTS = ("definition", "include", "exclude", "example")


@dataclass
class Store:
    """What one import knows: the file, the study's guids, and which row each guid of the file became."""

    project: Project
    by: User
    incoming: model.Project
    folder: Path
    facts: dict[str, Any]
    ids: Identities
    done: Imported = field(default_factory=Imported)
    left: LeftOut = field(default_factory=LeftOut)
    people: dict[str, int] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)

    def person(self, guid: str | None) -> int:
        """Who a guid is; who imports, where the file does not say."""
        return self.people.get(guid or "", self.by.pk)

    def text(self, guid: str) -> str:
        """The text of a source as the file has it."""
        return read_reading(self.folder / f"{self.facts['texts'][guid]}.reading").text


def store_people(store: Store, wanted: Iterable[str | None]) -> None:
    """Make members of the people who did something in the file, or find them by guid or name."""
    named = {user.guid: user for user in store.incoming.users}
    members = dict(store.project.memberships.values_list("user_id", "user__name"))
    taken: set[int] = set()
    for guid in dict.fromkeys(wanted):
        if guid is None or guid == PSEUDO_USER or guid in store.people:
            continue
        key = store.ids.key("user", guid)
        if key and int(key) in members:
            store.people[guid] = int(key)
            store.done.known["people"] += 1
        elif user := named.get(guid):
            store.people[guid] = _person(store, user, members, taken)
            store.ids.learn("user", store.people[guid], guid)
        taken.add(store.person(guid))


def _person(store: Store, user: model.User, members: dict[int, str], taken: set[int]) -> int:
    name = words.tidy_name(user.name or user.id, _("Somebody"))[:LONGEST_PERSON]
    before = set(members)
    try:
        found = ensure_coder(project=store.project, name=name, by=store.by).user_id
    except AmbiguousName:
        found = None
    if found is None or found in taken:  # two people of one name are two people
        name = words.free(name[: LONGEST_PERSON - 5], {one.casefold() for one in members.values()} | {name.casefold()})
        made = User.objects.create_user(None, None, name=name)
        found = add_member(project=store.project, user=made, role=Role.CODER, by=store.by).user_id
    members[found] = name
    store.done.known["people"] += found in before
    store.done.new["people"] += found not in before
    return found


def store_codes(store: Store, *, update: bool = False) -> None:
    """Add the codes of the file below each other; a known guid, or the same name at the same place, is that code.

    With `update` such a code takes the texts and colour that the file gives.
    """
    rows = {str(code.pk): code for code in Code.objects.filter(project=store.project)}
    named: dict[tuple[int | None, str], Code] = {(code.parent_id, code.name.casefold()): code for code in rows.values()}
    last: Counter[int | None] = Counter()
    for parent, position in Code.objects.filter(project=store.project).values_list("parent").annotate(Max("position")):
        last[parent] = position + 1
    pairs = list(model.walk_codes(store.incoming.codes))
    known = {store.ids.key("code", code.guid) for code, _parent in pairs}
    claimed: set[int] = {rows[key].pk for key in known if key in rows}
    changes, created = Changes(), []
    for number, (code, parent) in enumerate(pairs, start=1):
        above = store.codes.get(parent.guid) if parent else None
        place = above.pk if above else None
        name = words.code_name(code.name, _("Code %(n)s") % {"n": number})
        row = rows.get(store.ids.key("code", code.guid) or "")
        if row is None and (same := named.get((place, name.casefold()))) and same.pk not in claimed:
            row = same
            store.ids.learn("code", row.pk, code.guid)
        if row is None:
            row = _new_code(store, code, above, name, last, named)
            changes.made(row)
            created.append(row.name)
        else:
            store.done.known["codes"] += 1
            if update:
                _update_code(row, code, changes)
        claimed.add(row.pk)
        store.codes.setdefault(code.guid, row)
        if row.name != (code.name or ""):
            store.left.names[code.guid] = row.name
    if changes.kept():
        record(
            action="codebook.imported", by=store.by, project_id=store.project.pk, subject=store.project,
            before={"_codes": changes.kept()}, after={"created": created},
        )  # fmt: skip


def _new_code(
    store: Store, code: model.Code, above: Code | None, name: str, last: Counter[int | None], named: dict[Any, Code]
) -> Code:
    place = above.pk if above else None
    free = name
    if (place, name.casefold()) in named:
        free = words.free(name, {known for parent, known in named if parent == place})
        store.done.say(_("Codes of one name at one place were numbered, such as “%(name)s”.") % {"name": free})
    color = words.color(code.color)
    row = Code.objects.create(
        project=store.project, parent=above, name=free, color=color or new_color(store.project, above),
        position=last[place], codable=code.codable, created_by=store.by,
        **dict(zip(TEXTS, words.decomposed(code.description), strict=True)),
    )  # fmt: skip
    last[place] += 1
    named[(place, free.casefold())] = row
    store.ids.learn("code", row.pk, code.guid)
    if not color:
        store.left.colors[code.guid] = row.color
    store.done.new["codes"] += 1
    return row


def _update_code(row: Code, code: model.Code, changes: Changes) -> None:
    said = dict(zip(TEXTS, words.decomposed(code.description), strict=True)) | {"color": words.color(code.color)}
    new = {name: value for name, value in said.items() if value and getattr(row, name) != value}
    if new:
        changes.before(row)
        for name, value in new.items():
            setattr(row, name, value)
        row.save(update_fields=list(new))
        changes.after(row)


def store_cases(store: Store) -> None:
    """Add the cases of the file; one without a name is called like its only source."""
    by_name = {case.name: case for case in Case.objects.filter(project=store.project)}
    rows = {str(case.pk): case for case in by_name.values()}
    titles = {source.guid: source.name for source in store.incoming.sources}
    claimed: set[int] = set()
    for number, case in enumerate(store.incoming.cases, start=1):
        row = rows.get(store.ids.key("case", case.guid) or "")
        if row is None:
            instead = titles.get(case.sources[0]) if len(case.sources) == 1 else None
            name = words.tidy_name(case.name or instead, _("Case %(n)s") % {"n": number})
            row = by_name.get(name)
            if row is None or row.pk in claimed:
                name = words.free(name, {known.casefold() for known in by_name})
                row = Case.objects.create(project=store.project, name=name)
                by_name[name] = row
                store.done.new["cases"] += 1
            else:
                store.done.known["cases"] += 1
            store.ids.learn("case", row.pk, case.guid)
        else:
            store.done.known["cases"] += 1
        claimed.add(row.pk)
        store.cases[case.guid] = row
        if row.name != (case.name or ""):
            store.left.names[case.guid] = row.name


def store_values(store: Store) -> None:
    """Add the variables, and their values of cases and of sources; those of a source are those of its case."""
    variables = _variables(store)
    known = {
        (case, variable): value
        for case, variable, value in VariableValue.objects.filter(variable__project=store.project).values_list(
            "case_id", "variable_id", "value"
        )
    }
    cells: dict[tuple[int, int], str] = {}
    for guid, case, value in _values(store):
        variable = variables.get(value.variable or "")
        text = tidy(variable, value.value or "") if variable else ""
        if not text:
            continue
        place = (case.pk, variable.pk) if case else None
        before = cells.get(place, known.get(place)) if place else None
        if place is None or not fits(variable, text) or before not in {None, text}:
            store.left.values.add(guid)
            store.done.say(_("Some values have no place here, or are different here; they are kept with the project."))
        elif before is None:
            cells[place] = text
            store.done.new["values"] += 1
        else:
            store.done.known["values"] += 1
    store_cells(cells)


def _values(store: Store) -> Iterable[tuple[str, Case | None, model.VariableValue]]:
    """Every value with the guid of what the file gives it to, and the case that it is of."""
    for case in store.incoming.cases:
        yield from ((case.guid, store.cases.get(case.guid), value) for value in case.values)
    for source in store.incoming.sources:
        values = getattr(source, "values", ())
        if any(value.value for value in values):
            case = _case_of(store, source.guid)
            yield from ((source.guid, case, value) for value in values)


def _case_of(store: Store, guid: str) -> Case | None:
    """The case of a source; one of its own is made where nobody has it, None where several have."""
    row = store.sources.get(guid)
    if row is None or row.case_id:
        return row.case if row else None
    if any(guid in case.sources for case in store.incoming.cases):
        return None
    row.case, made = Case.objects.get_or_create(project=store.project, name=row.name[: words.LONGEST_NAME])
    row.save(update_fields=["case"])
    if made:
        store.left.made_for[str(row.case_id)] = guid
        store.done.new["cases"] += 1
    return row.case


def _variables(store: Store) -> dict[str, Variable]:
    rows = {str(variable.pk): variable for variable in Variable.objects.filter(project=store.project)}
    named = {variable.name.casefold(): variable for variable in rows.values()}
    given: dict[str, list[str]] = {}
    for owner in [*store.incoming.cases, *store.incoming.sources]:
        for value in getattr(owner, "values", ()):
            if value.value and value.value.strip():
                given.setdefault(value.variable or "", []).append(value.value.strip())
    found: dict[str, Variable] = {}
    for number, variable in enumerate(store.incoming.variables, start=1):
        name = words.tidy_name(variable.name, _("Variable %(n)s") % {"n": number})
        row = rows.get(store.ids.key("variable", variable.guid) or "")
        if row is None and (same := named.get(name.casefold())) and same.pk not in {one.pk for one in found.values()}:
            row = same
        if row is None:
            name = words.free(name, set(named))
            kind = _kind(variable, given.get(variable.guid, []))
            row = add_variable(
                project=store.project, name=name, kind=kind, by=store.by, description=variable.description or ""
            )
            named[name.casefold()] = row
            store.done.new["variables"] += 1
        else:
            store.done.known["variables"] += 1
        store.ids.learn("variable", row.pk, variable.guid)
        found[variable.guid] = row
        if row.name != variable.name:
            store.left.names[variable.guid] = row.name
    return found


def _kind(variable: model.Variable, values: list[str]) -> str:
    """What a variable holds with us: as declared, where all of its values are that."""
    if variable.type_of_variable in NUMBERS and all(map(is_number, values)):
        return VariableKind.NUMERIC
    if variable.type_of_variable in DATES and all(map(is_date, values)):
        return VariableKind.DATE
    return VariableKind.NOMINAL
