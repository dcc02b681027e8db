"""What is left of a project when some of it may not be shown: nothing that refers to what is gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from coding.exchange.refi.model import Project


def elements(item: Any) -> Iterator[Any]:
    """The item and everything below it."""
    waiting = [item]
    while waiting:
        one = waiting.pop()
        yield one
        for name in _names(type(one), ("child", "children")):
            value = getattr(one, name)
            if isinstance(value, list):
                waiting.extend(value)
            elif value is not None:
                waiting.append(value)


@cache
def _names(cls: type[Any], kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a class that hold one of these, by model.py."""
    return tuple(one.name for one in fields(cls) if any(kind in one.metadata for kind in kinds))


def guids_of(project: Project) -> set[str]:
    return {guid for one in elements(project) if (guid := getattr(one, "guid", None))}


def note_references(project: Project) -> set[str]:
    """The notes that something of the project refers to."""
    named = set(project.note_refs) | {guid for link in project.links for guid in (link.origin, link.target) if guid}
    for one in elements(project):
        notes = getattr(one, "notes", None)
        if notes and isinstance(notes[0], str):
            named.update(notes)
    return named


def prune(project: Project, noted_before: set[str], gone: set[str]) -> None:
    """Leave out what refers to something that is `gone`, which was there before, and notes that nothing names any more.

    References that never led anywhere stay as they came. `noted_before` are the notes that something named.
    """
    while True:
        for one in elements(project):
            _drop_references(one, gone)
        project.links = [link for link in project.links if not {link.origin, link.target} & gone]
        for graph in project.graphs:
            graph.vertices = [vertex for vertex in graph.vertices if vertex.represented not in gone]
            left = {vertex.guid for vertex in graph.vertices}
            graph.edges = [
                edge
                for edge in graph.edges
                if edge.represented not in gone and edge.source in left and edge.target in left
            ]
        named = note_references(project)
        unnamed = {note.guid for note in project.notes if note.guid in noted_before and note.guid not in named}
        if not unnamed:
            return
        gone = gone | unnamed
        project.notes = [note for note in project.notes if note.guid not in unnamed]


def _drop_references(one: Any, gone: set[str]) -> None:
    for name in _names(type(one), ("references",)):
        if known := getattr(one, name):
            setattr(one, name, [guid for guid in known if guid not in gone])
