"""Reading the codebook."""

from __future__ import annotations

from django.db.models import QuerySet

from coding.codebook.models import Code, CodebookVersion
from coding.codebook.tree import SEPARATOR, Node, descendants, names_of, nodes_in_order
from workbench.projects.models import Project


def codes_of(project: Project, *, retired: bool = False) -> QuerySet[Code]:
    """Return the codes of the project; retired ones only if asked for."""
    codes = Code.objects.filter(project=project)
    return codes if retired else codes.filter(retired_at=None)


def code_tree(project: Project, *, retired: bool = False) -> list[Node]:
    """Return the codebook in tree order, each node with code, depth, path and children; one query."""
    return nodes_in_order(codes_of(project, retired=retired))


def code_paths(project: Project) -> dict[int, str]:
    """Return the path ("Parent/Child") of every code, retired ones too, in tree order; one query."""
    return {node.code.pk: node.path for node in code_tree(project, retired=True)}


def code_by_path(project: Project, path: str) -> Code | None:
    """Find a code by its path, retired or not; one query."""
    wanted = SEPARATOR.join(names_of(path))
    return next((node.code for node in code_tree(project, retired=True) if node.path == wanted), None)


def subtree_ids(code: Code) -> set[int]:
    """Return the keys of the code and of all codes below it; one query."""
    parents = dict(Code.objects.filter(project_id=code.project_id).values_list("pk", "parent_id"))
    return {code.pk} | descendants(parents, code.pk)


def latest_version(project: Project) -> CodebookVersion | None:
    """Return the last frozen state of the codebook."""
    return CodebookVersion.objects.filter(project=project).first()


def frozen_form(project: Project) -> list[dict[str, object]]:
    """Return the codebook as a version keeps it: every code in use, in tree order, as plain values."""
    return [
        {
            "id": node.code.pk,
            "parent": node.code.parent_id,
            "path": node.path,
            "name": node.code.name,
            "color": node.code.color,
            "definition": node.code.definition,
            "include": node.code.include,
            "exclude": node.code.exclude,
            "example": node.code.example,
        }
        for node in code_tree(project)
    ]
