"""A study as a REFI-QDA project: what is in the database, laid over what is kept of the files that were imported.

Read through a viewer's eyes: nothing of a blind coder's work is in it, and nothing that refers to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from coding.cases.values import tidy
from coding.codebook.queries import code_tree
from coding.codings.models import Layer
from coding.codings.visibility import sealed_source_ids
from coding.exchange.projects.identities import Identities
from coding.exchange.projects.kept import Kept
from coding.exchange.refi import model, words
from coding.exchange.refi.guids import derived
from coding.quotations.layers import ALL, CODER, CONSENSUS, layer_codings
from coding.sources.importers.answers import is_date, is_number
from coding.sources.models import Case, Source, Speaker, Variable, VariableKind, VariableValue
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.membership.queries import member_named
from workbench.projects.models import Project

CONSENSUS_NAME = "Consensus"


@dataclass
class Collector:
    """What one export knows; `people` are those whom something in it names."""

    project: Project
    viewer: Membership | None
    layer: str
    kept: Kept
    ids: Identities
    people: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    """Guids of the codings that are in it."""

    @cached_property
    def names(self) -> dict[int, str]:
        members = self.project.memberships.values_list("user_id", "user__name", "user__email")
        return {key: name or email or "" for key, name, email in members}

    @cached_property
    def sealed(self) -> set[int]:
        return sealed_source_ids(self.project)

    def person(self, key: int | None) -> str | None:
        """The guid of a person, who is from now on named in the file."""
        if key is None:
            return None
        guid = self.ids.guid("user", key)
        if guid not in self.people:
            self.people[guid] = self.names.get(key) or str(User.objects.get(pk=key))
        return guid

    def consensus(self) -> str:
        guid = derived(self.ids.namespace, "consensus")
        self.people[guid] = CONSENSUS_NAME
        return guid

    def name(self, guid: str, ours: str, theirs: str | None) -> str | None:
        """The name that something came with, as long as it was not given another here."""
        return theirs if self.kept.left.names.get(guid, theirs) == ours else ours

    @cached_property
    def _only(self) -> str | None:
        """Whose codings alone are meant, of those that are only kept; "" for nobody's, None for everybody's."""
        if self.layer == ALL:
            return None
        member = member_named(self.project, self.layer.removeprefix(CODER)) if self.layer != CONSENSUS else None
        return self.ids.guid("user", member.user_id) if member else ""

    def may_show(self, source: int | None, user: str | None) -> bool:
        """Whether what is only kept, and was done by somebody to a source, may be in the file."""
        if self._only is not None and user != self._only:
            return False
        mine = self.ids.guid("user", self.viewer.user_id) if self.viewer else None
        return source not in self.sealed or (mine is not None and user == mine)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def collect_codes(found: Collector, used: set[int]) -> list[model.Code]:
    """The codebook; retired codes only where something in the file is coded with them."""
    nodes = code_tree(found.project, retired=True)
    wanted = {node.id for node in nodes if node.code.retired_at is None or node.id in used}
    above = {node.id: node.code.parent_id for node in nodes}
    for key in list(wanted):
        while (key := above.get(key)) is not None:
            wanted.add(key)
    made: dict[int, model.Code] = {}
    top: list[model.Code] = []
    for node in nodes:
        if node.id not in wanted:
            continue
        row = node.code
        guid = found.ids.guid("code", row.pk)
        was = found.kept.codes.get(guid, model.Code())
        texts = (row.definition, row.include, row.exclude, row.example)
        same = words.decomposed(was.description) == texts
        code = model.Code(
            guid=guid, name=found.name(guid, row.name, was.name), is_codable=_flag(row.codable, was),
            color=_color(found, guid, row.color, was.color),
            description=was.description if same else words.composed(*texts) or None, notes=list(was.notes),
        )  # fmt: skip
        made[row.pk] = code
        (made[row.parent_id].codes if row.parent_id in made else top).append(code)
    return top


def _flag(codable: bool, was: model.Code) -> str:
    return was.is_codable if was.is_codable and was.codable == codable else "true" if codable else "false"


def _color(found: Collector, guid: str, ours: str, theirs: str | None) -> str | None:
    """The colour as it came, or none if none came, unless another was chosen here."""
    if found.kept.left.colors.get(guid) == ours:
        return None
    return theirs if theirs and words.color(theirs) == ours and words.is_refi_color(theirs) else ours


def collect_variables(found: Collector) -> tuple[list[model.Variable], dict[int, str]]:
    """The variables, and by their key the kind of their values."""
    given: dict[int, list[str]] = defaultdict(list)
    for key, value in VariableValue.objects.filter(variable__project=found.project).values_list("variable", "value"):
        given[key].append(value)
    made, kinds = [], {}
    for row in Variable.objects.filter(project=found.project):
        guid = found.ids.guid("variable", row.pk)
        was = found.kept.variables.get(guid, model.Variable())
        kind = _type(row, given[row.pk], was.type_of_variable)
        kinds[row.pk] = f"{kind}Value"
        description = was.description if (was.description or "").strip() == row.description else row.description or None
        made.append(
            model.Variable(
                guid=guid, name=found.name(guid, row.name, was.name), type_of_variable=kind, description=description
            )
        )
    return made, kinds


def _type(row: Variable, values: Iterable[str], theirs: str | None) -> str:
    """The type that a variable came with where its values are still of it; else the narrowest that holds them."""
    values = list(values)
    fitting = ["Text", *(["Boolean"] if all(value in {"true", "false", "0", "1"} for value in values) else [])]
    if all(map(is_number, values)):
        fitting += ["Float"] if all(map(words.is_decimal, values)) else []
        fitting += ["Integer"] if all(map(words.is_integer, values)) else []
    fitting += ["Date"] if all(map(words.is_day, values)) else []
    fitting += ["DateTime"] if all(map(words.is_moment, values)) else []
    if theirs in fitting:
        return theirs
    if row.kind == VariableKind.NUMERIC:
        return next((kind for kind in ("Integer", "Float") if kind in fitting and values), "Text")
    return "Date" if row.kind == VariableKind.DATE and "Date" in fitting and all(map(is_date, values)) else "Text"


def collect_cases(found: Collector, kinds: dict[int, str], sources: dict[int, str]) -> list[model.Case]:
    """The cases with their values and sources; `sources` are the guids of the sources in the file by key.

    Values that came with a source stay with it (collect_source_values), and so does a case that was made for them.
    """
    values: dict[int, dict[int, str]] = defaultdict(dict)
    for case, variable, value in VariableValue.objects.filter(variable__project=found.project).values_list(
        "case", "variable", "value"
    ):
        values[case][variable] = value
    rows = {row.pk: row for row in Variable.objects.filter(project=found.project)}
    taking_part = _taking_part(found, sources)
    owned = set(Source.objects.filter(project=found.project, case__isnull=False).values_list("pk", flat=True))
    several = {guid for key, guid in sources.items() if key not in owned}
    made = []
    for row in Case.objects.filter(project=found.project).order_by("pk"):
        guid = found.ids.guid("case", row.pk)
        was = found.kept.cases.get(guid, model.Case())
        on_sources = _values_on_sources(found, taking_part[row.pk])
        case = model.Case(
            guid=guid, name=found.name(guid, row.name, was.name), description=was.description, codes=list(was.codes),
            values=_case_values(found, was, rows, kinds, values[row.pk], on_sources),
            sources=_case_sources(found, was, [sources[key] for key in taking_part[row.pk]], several),
            selections=list(was.selections),
        )  # fmt: skip
        if str(row.pk) in found.kept.left.made_for and not case.values:
            continue
        made.append(case)
    return made


def _taking_part(found: Collector, sources: dict[int, str]) -> dict[int, list[int]]:
    """The sources of each case: those that are its own, and those in which it speaks."""
    pairs = list(Source.objects.filter(project=found.project, case__isnull=False).values_list("case", "pk"))
    pairs += Speaker.objects.filter(source__project=found.project, case__isnull=False).values_list("case", "source")
    taking: dict[int, dict[int, None]] = defaultdict(dict)
    for case, source in sorted(pairs):
        if source in sources:
            taking[case][source] = None
    return defaultdict(list, {case: list(keys) for case, keys in taking.items()})


def _case_sources(found: Collector, was: model.Case, ours: list[str], several: set[str]) -> list[str]:
    """References in the order in which they came; those to texts of one case follow the study."""
    kept = [guid for guid in was.sources if guid in ours or guid in several or found.ids.key("source", guid) is None]
    return [*kept, *(guid for guid in ours if guid not in kept)]


def _values_on_sources(found: Collector, keys: list[int]) -> dict[str, set[str]]:
    """What the kept sources say of each variable, by its guid."""
    said: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        was = found.kept.sources.get(found.ids.guid("source", key))
        for value in was.values if was else ():
            if value.variable and value.value:
                said[value.variable].add(value.value)
    return said


def _case_values(
    found: Collector, was: model.Case, rows: dict[int, Variable], kinds: dict[int, str], ours: dict[int, str],
    on_sources: dict[str, set[str]],
) -> list[model.VariableValue]:  # fmt: skip
    """The values in the order in which they came, those that are as they were in their own words."""
    by_guid = {found.ids.guid("variable", key): key for key in rows}
    left = dict(ours)
    made: list[model.VariableValue] = []
    for value in was.values:
        key = by_guid.get(value.variable or "")
        mine = left.get(key) if key else None
        unused = was.guid in found.kept.left.values and (mine is None or tidy(rows[key], value.value or "") != mine)
        if key is None or not (value.value or "").strip() or unused:
            made.append(value)
        elif mine is not None and tidy(rows[key], value.value) == mine and value.kind == kinds[key]:
            made.append(value)
            del left[key]
    for key, value in left.items():
        guid = found.ids.guid("variable", key)
        if all(tidy(rows[key], said) != value for said in on_sources.get(guid, ())):
            made.append(model.VariableValue(variable=guid, kind=kinds[key], value=value))
    return made


def collect_source_values(
    found: Collector, row: Source, was: Any, rows: dict[str, Variable], ours: dict[int, str]
) -> list[model.VariableValue]:
    """The values that came with a source, as far as its case has them still."""
    if row.case_id is None or was.guid in found.kept.left.values:
        return list(was.values)
    kept = []
    for value in was.values:
        variable = rows.get(value.variable or "")
        if variable is None or not (value.value or "").strip() or tidy(variable, value.value) == ours.get(variable.pk):
            kept.append(value)
    return kept


def collect_codings(found: Collector) -> dict[int, list[dict[str, Any]]]:
    """The codings that may be in the file, by the key of their source, in the order of the text."""
    fields = ("pk", "source_id", "code_id", "coder_id", "start", "end", "quote", "created_at", "layer")
    codings: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = layer_codings(found.project, found.viewer, found.layer).order_by("source_id", "start", "end", "created_at")
    for row in rows.values(*fields).iterator():
        row["guid"] = found.ids.guid("coding", row["pk"])
        row["code"] = found.ids.guid("code", row["code_id"])
        row["user"] = found.consensus() if row["layer"] == Layer.CONSENSUS else found.person(row["coder_id"])
        codings[row["source_id"]].append(row)
        found.written.add(row["guid"])
    return codings


def collect_selections(
    found: Collector, row: Source, was: model.Text | None, ours: list[dict[str, Any]], *, same_text: bool
) -> list[model.TextSelection]:
    """The selections of a text: as they came where nothing changed, and new ones for what was coded here."""
    here = {one["guid"]: one for one in ours}
    made: list[model.TextSelection] = []
    moved: dict[str, model.TextSelection] = {}
    for selection in was.selections if was else ():
        stay = []
        for coding in selection.codings:
            one = here.get(coding.guid)
            if one is None:
                kept = coding.guid in found.kept.left.codings and same_text
                stay += [coding] if kept and found.may_show(row.pk, coding.creating_user) else []
            elif same_text and _is_as_it_was(found, selection, coding, one):
                stay.append(replace(coding, creating_user=one["user"]))
                del here[coding.guid]
            else:
                moved[coding.guid] = selection
        uncoded = not selection.codings and same_text and found.may_show(row.pk, selection.creating_user)
        if stay and not found.may_show(row.pk, selection.creating_user):
            made.append(_own_part(selection, stay))
        elif stay or uncoded:
            made.append(replace(selection, codings=stay))
    used = {one.guid for one in made}
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for one in ours:
        if one["guid"] in here:
            groups[(one["start"], one["end"], one["user"])].append(one)
    for (start, end, user), codings in groups.items():
        before = next((moved[one["guid"]] for one in codings if one["guid"] in moved), None)
        guid = before.guid if before and before.guid not in used else None
        guid = guid or derived(found.ids.namespace, f"selection:{row.pk}:{start}:{end}:{user}")
        guid = derived(found.ids.namespace, f"{guid}:again") if guid in used else guid
        used.add(guid)
        made.append(_selection(guid, before, codings))
    return made


def _own_part(selection: model.TextSelection, codings: list[model.Coding]) -> model.TextSelection:
    """What may be shown of a selection of somebody who may not be: the codings of others on it."""
    first = codings[0]
    return model.TextSelection(
        guid=selection.guid, start=selection.start, end=selection.end, creating_user=first.creating_user,
        creation_date_time=first.creation_date_time, codings=codings,
    )  # fmt: skip


def _is_as_it_was(found: Collector, selection: model.TextSelection, coding: model.Coding, one: dict[str, Any]) -> bool:
    """Whether a coding is where it came; what came as nobody's is somebody's by now."""
    place = (selection.start, selection.end, coding.code)
    known = coding.creating_user if found.ids.key("user", coding.creating_user) else one["user"]
    return (*place, known) == (one["start"], one["end"], one["code"], one["user"])


def _selection(guid: str, before: model.TextSelection | None, codings: list[dict[str, Any]]) -> model.TextSelection:
    """A new selection for codings of one place and person; words that were about it before go with it."""
    first = codings[0]
    return model.TextSelection(
        guid=guid, name=first["quote"], start=first["start"], end=first["end"], creating_user=first["user"],
        creation_date_time=moment(first["created_at"]),
        description=before.description if before and before.guid == guid else None,
        notes=list(before.notes) if before and before.guid == guid else [],
        codings=[
            model.Coding(one["guid"], one["user"], moment(one["created_at"]), one["code"])
            for one in codings
        ],
    )  # fmt: skip
