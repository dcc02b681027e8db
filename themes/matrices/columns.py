"""What the columns of a saved matrix are: themes, codes and questions, in the order that was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.queries import code_tree
from coding.sources.models import Question
from themes.catalogue.queries import theme_tree
from workbench.projects.models import Project

THEME, CODE, QUESTION = "theme", "code", "question"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its key ("theme:3"), what it is called, where it stands in its tree, and where it leads."""

    key: str
    label: str
    path: str
    depth: int
    url: str

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def kind_name(self) -> str:
        return {THEME: _("Theme"), CODE: _("Code"), QUESTION: _("Question")}[self.kind]

    @property
    def pk(self) -> int:
        return int(self.key.partition(":")[2])


def headings_of(project: Project) -> dict[str, Heading]:
    """Return all that can be a column, by key: themes and codes in the order of their trees, then questions."""
    slug = project.slug
    found = [
        Heading(
            f"{THEME}:{one.theme.pk}",
            one.theme.name,
            one.path,
            one.depth,
            _address("themes:detail", slug, one.theme.pk),
        )
        for one in theme_tree(project)
    ]
    found += [
        Heading(
            f"{CODE}:{one.code.pk}", one.code.name, one.path, one.depth, _address("codebook:code", slug, one.code.pk)
        )
        for one in code_tree(project)
    ]
    found += [
        Heading(f"{QUESTION}:{one.pk}", one.text, one.text, 0, _address("answers:question", slug, one.pk))
        for one in Question.objects.filter(project=project)
    ]
    return {one.key: one for one in found}


def _address(name: str, slug: str, pk: int) -> str:
    return reverse(name, args=[slug, pk])


def chosen_headings(project: Project, keys: Iterable[str]) -> list[Heading]:
    """Return the columns with these keys, in their order; what is not there any more is left out."""
    known = headings_of(project)
    return [known[key] for key in keys if key in known]


def kinds_of_headings() -> list[tuple[str, str]]:
    """Return the kinds of columns with what several of them are called."""
    return [(THEME, _("Themes")), (CODE, _("Codes")), (QUESTION, _("Questions"))]
