"""The bank as its page lists it: filtered, and in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.bank.models import Role
from coding.bank.queries import Line, groupings
from coding.codebook.queries import code_paths
from workbench.membership.models import Membership
from workbench.projects.models import Project

CODE, PARTICIPANT = "code", "participant"


@dataclass(frozen=True)
class Group:
    """Some marked quotations under what they have in common."""

    name: str
    lines: list[Line]


def group_choices() -> list[tuple[str, str]]:
    """Return (value, label) of what the page can group by."""
    return [
        (CODE, _("Code")),
        *((key, label) for key, (label, _of) in groupings.items()),
        (PARTICIPANT, _("Participant")),
    ]


def show_choices() -> list[tuple[str, str]]:
    """Return (value, label) of what the page can be narrowed to."""
    return [
        ("", _("All")),
        ("left", _("Not in the draft")),
        ("draft", _("In the draft")),
        (Role.TYPICAL, _("Typical")),
        (Role.BORDERLINE, _("Borderline")),
    ]


def narrowed(lines: list[Line], show: str) -> list[Line]:
    """Return those that are asked for."""
    if show in {"left", "draft"}:
        return [line for line in lines if line.banked.in_draft == (show == "draft")]
    return [line for line in lines if line.banked.role == show] if show in Role.values and show else lines


def grouped(project: Project, viewer: Membership | None, lines: list[Line], by: str) -> list[Group]:
    """Return the quotations by what they have in common; one may stand in several groups."""
    names, order = _names(project, viewer, lines, by)
    found: dict[str, list[Line]] = {}
    for line in lines:
        for name in names.get(line.banked.pk) or [""]:
            found.setdefault(name, []).append(line)
    known = sorted((name for name in found if name), key=lambda name: (order.get(name, len(order)), name.casefold()))
    rest = {CODE: _("Under no code"), PARTICIPANT: _("Nobody knows whose words")}.get(by, _("Under none"))
    return [Group(name or rest, found[name]) for name in [*known, *([""] if "" in found else [])]]


def _names(
    project: Project, viewer: Membership | None, lines: list[Line], by: str
) -> tuple[Mapping[int, list[str]], dict[str, int]]:
    if by == PARTICIPANT:
        return {line.banked.pk: [line.case_name] for line in lines if line.case_name}, {}
    if by in groupings:
        return groupings[by][1](project, viewer, [line.banked for line in lines]), {}
    paths = code_paths(project)
    order = {path: place for place, path in enumerate(paths.values())}
    return {line.banked.pk: [paths[line.banked.code_id]] for line in lines if line.banked.code_id}, order
