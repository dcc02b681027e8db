"""Project files read, imported and written in tests, without a process for each."""

from __future__ import annotations

import tempfile
from pathlib import Path

from coding.exchange.others.reading import read_any
from coding.exchange.projects.actions import ReadFile, import_project
from coding.exchange.projects.exporting import write_project_file
from coding.exchange.projects.outcome import Imported
from coding.exchange.refi import model
from coding.exchange.refi.container import opened
from coding.exchange.refi.markup import Faults, parse, read_project
from coding.exchange.refi.settling import Settled, settle
from tests.factories.people import ProjectFactory
from workbench.accounts.models import User
from workbench.membership.actions import create_study
from workbench.membership.models import Membership
from workbench.projects.models import Project

__all__ = ["ProjectFactory", "exported", "imported", "new_study", "settled", "written"]


def settled(path: Path) -> Settled:
    faults = Faults()
    with opened(path, path.name) as container:
        return settle(read_project(parse(container.xml, path.name), path.name, faults), container, faults)


def imported(path: Path, project: Project, by: User) -> Imported:
    with tempfile.TemporaryDirectory() as folder:
        facts = read_any({"name": path.name, "path": str(path), "out": folder}, lambda _said: None)
        return import_project(project=project, by=by, read=ReadFile(path.name, Path(folder), facts))


def exported(folder: Path, project: Project, viewer: Membership | None = None, **options: str) -> Path:
    path = folder / f"{project.slug}-{len(list(folder.iterdir()))}.qdpx"
    write_project_file(project, viewer, path, **options)
    return path


def written(folder: Path, project: model.Project, name: str = "made.qdpx") -> Path:
    from coding.exchange.refi.writing import write_qdpx

    path = folder / name
    write_qdpx(path, project, lambda _guid: None, [])
    return path


def new_study(by: User, name: str = "A study") -> Project:
    return create_study(name=name, by=by)
