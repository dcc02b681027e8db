"""Any project whose references lead somewhere, for properties of what goes through the database."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from coding.exchange.refi import model
from coding.exchange.refi.pruning import elements
from tests.coding.exchange.refi.projects import built, guid, projects

WITH_NOTES = ("notes", "note_refs")


@st.composite
def studies(draw: Any) -> model.Project:
    """A project of the standard: every guid its own, every reference to a thing that there is, places within texts."""
    project, chance = draw(projects), random.Random(draw(st.integers(0, 10_000)))
    for name, cls, depth in (("users", model.User, 0), ("codes", model.Code, 1), ("sources", model.Text, 3)):
        getattr(project, name).extend(draw(st.lists(built(cls, depth), min_size=1, max_size=2)))
    for text in (one for one in project.sources if isinstance(one, model.Text)):
        text.selections += draw(st.lists(built(model.TextSelection, 2), max_size=2))
    for number, one in enumerate(elements(project), start=1):
        if hasattr(one, "guid"):
            one.guid = guid(number)
    _Wiring(project, chance).do()
    return project


class _Wiring:
    def __init__(self, project: model.Project, chance: random.Random) -> None:
        self.project = project
        self.chance = chance
        self.users = [one.guid for one in project.users]
        self.codes = [code.guid for code, _parent in model.walk_codes(project.codes)]
        self.notes = [one.guid for one in project.notes]
        self.variables = [one.guid for one in project.variables]
        self.sources = [one.guid for one in project.sources]
        self.anything = [one.guid for one in elements(project) if hasattr(one, "guid")]

    def one(self, pool: list[str]) -> str | None:
        return self.chance.choice(pool) if pool else None

    def some(self, pool: list[str], wanted: list[str]) -> list[str]:
        return self.chance.sample(pool, min(len(pool), len(wanted)))

    def do(self) -> None:
        project = self.project
        project.name, project.base_path = " ".join((project.name or "").split()) or "x", None
        for one in list(elements(project)):
            for name in ("creating_user", "modifying_user"):
                if getattr(one, name, None):
                    setattr(one, name, self.one(self.users))
            if hasattr(one, "notes") and not isinstance(one, model.Project | model.Set):
                one.notes = self.some(self.notes, one.notes)
            for name in ("path", "current_path", "rich_text_path", "plain_text_path"):
                if hasattr(one, name):
                    setattr(one, name, None)
            if hasattr(one, "codings"):
                one.codings = [coding for coding in one.codings if self.codes]
                for coding in one.codings:
                    # What is nobody's in a file is theirs who import it, and is that from then on.
                    coding.code, coding.creating_user = self.one(self.codes), self.one(self.users)
            if hasattr(one, "values"):
                one.values = self._values(one.values)
            self._particular(one)
        project.note_refs = self.some(self.notes, project.note_refs)

    def _values(self, values: list[model.VariableValue]) -> list[model.VariableValue]:
        """At most one value of each variable, of its type."""
        kept = dict(zip(self.some(self.variables, ["x"] * len(values)), values, strict=False))
        types = {one.guid: one.type_of_variable for one in self.project.variables}
        for key, value in kept.items():
            value.variable = key
            if value.kind != f"{types[key]}Value":
                value.kind, value.value = "", None
        return list(kept.values())

    def _particular(self, one: Any) -> None:
        if isinstance(one, model.Text):
            one.content = one.content if one.content is not None or not one.selections else "Some words."
            for selection in one.selections:
                places = [self.chance.randint(0, len(one.content)) for _place in range(2)]
                selection.start, selection.end = sorted(places)
        elif isinstance(one, model.Case):
            one.codes, one.sources = self.some(self.codes, one.codes), self.some(self.sources, one.sources)
            one.selections = []
        elif isinstance(one, model.Set):
            one.codes, one.sources = self.some(self.codes, one.codes), self.some(self.sources, one.sources)
            one.notes = self.some(self.notes, one.notes)
        elif isinstance(one, model.Link):
            one.origin, one.target = self.one(self.anything), self.one(self.anything)
        elif isinstance(one, model.Graph):
            vertices = [vertex.guid for vertex in one.vertices]
            one.edges = [edge for edge in one.edges if vertices]
            for edge in one.edges:
                edge.source, edge.target, edge.represented = self.one(vertices), self.one(vertices), None
            for vertex in one.vertices:
                vertex.represented = self.one(self.anything)
        elif isinstance(one, model.Transcript):
            points = [point.guid for point in one.sync_points]
            for point in one.sync_points:
                point.position = None
            for selection in one.selections:
                selection.from_sync_point, selection.to_sync_point = self.one(points), self.one(points)
