"""Themes and codes to choose from, for forms on pages of suggestions."""

from django import template

from themes.catalogue.acceptance_forms import code_choices
from themes.catalogue.forms import theme_choices
from workbench.projects.models import Project

register = template.Library()


@register.simple_tag
def themes_to_choose(project: Project) -> list[tuple[str, str]]:
    """Return (key, path) of every theme."""
    return theme_choices(project)


@register.simple_tag
def codes_to_choose(project: Project) -> list[tuple[str, str]]:
    """Return (key, path) of every code that can be applied."""
    return code_choices(project)
