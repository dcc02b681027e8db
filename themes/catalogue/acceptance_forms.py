"""The form with which a suggestion is accepted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.queries import code_tree
from themes.catalogue.forms import ThemeForm, theme_choices
from workbench.projects.models import Project


def code_choices(project: Project) -> list[tuple[str, str]]:
    """Return (key, path) of every code that can be applied."""
    return [(str(node.code.pk), node.path) for node in code_tree(project) if node.code.codable]


class AcceptForm(ThemeForm):
    """How a suggestion becomes a theme, or part of one, or passages of a code."""

    into = forms.ChoiceField(
        label=_("Or add to an existing theme"),
        required=False,
        help_text=_("Then name, statement and place above do not count."),
    )
    with_subthemes = forms.BooleanField(label=_("Take its subthemes over as subthemes"), required=False)
    code = forms.ChoiceField(label=_("Apply a code to its passages"), required=False)
    new_code = forms.CharField(
        label=_("Or a new code"),
        required=False,
        max_length=200,
        help_text=_(
            "“Parent / Name” puts it below another. The codings are yours, and say that they come from a suggestion."
        ),
    )
    as_theme = forms.ChoiceField(
        label=_("Make of it"),
        choices=[("theme", _("A theme")), ("code", _("Only passages of the code"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, project: Project, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        themes = theme_choices(project)
        if themes:
            self.fields["into"].choices = [("", _("— a theme of its own —")), *themes]
        else:
            del self.fields["into"], self.fields["parent"]
        if not parts:
            del self.fields["with_subthemes"]
        codes = code_choices(project)
        if codes:
            self.fields["code"].choices = [("", _("— none —")), *codes]
        else:
            del self.fields["code"]

    def at_fault(self) -> str:
        """Return the field that a refusal is said beside."""
        return "new_code" if self.cleaned_data.get("as_theme") == "code" else "name"
