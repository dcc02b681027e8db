"""Forms of themes."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.queries import code_tree
from themes.catalogue.models import Stance, Theme
from themes.catalogue.queries import subtree_of, theme_tree
from workbench.projects.models import Project


def theme_choices(project: Project, without: set[int] = frozenset()) -> list[tuple[str, str]]:
    """Return (key, path) of every theme in tree order."""
    return [(str(node.theme.pk), node.path) for node in theme_tree(project) if node.theme.pk not in without]


class ThemeForm(forms.Form):
    """What a theme is called, what it says, and where it stands."""

    name = forms.CharField(label=_("Name"), max_length=200)
    statement = forms.CharField(
        label=_("Statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the data say under this theme, in a sentence or two."),
    )
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, project: Project, theme: Theme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = theme_choices(project, subtree_of(theme) if theme else frozenset())
        self.fields["parent"].choices = [("", _("— at the top —")), *choices]


class SeenField(forms.CharField):
    """What stood there when the form was shown, as JSON, None where that cannot be read."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, strip=False)

    def to_python(self, value: Any) -> Any:
        try:
            return json.loads(value or "null")
        except ValueError:
            return None


class ThemeEditForm(ThemeForm):
    """A theme that is there: it knows what the person has seen of it."""

    seen = SeenField()


class CodesForm(forms.Form):
    """Which codes support a theme."""

    codes = forms.MultipleChoiceField(
        label=_("Codes"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"})
    )
    seen = SeenField()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(str(node.code.pk), node.path) for node in code_tree(project)]
        if not self.fields["codes"].choices:
            self.fields["codes"].help_text = _("The codebook is still empty.")


class StatementForm(forms.Form):
    """What a theme says, and what the person has read there."""

    statement = forms.CharField(
        label=_("Statement"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the data say under this theme, in a sentence or two."),
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Where a theme, a code or a quotation goes, for who does not drag it."""

    LAST, FIRST, UP, DOWN = "last", "first", "up", "down"

    into = forms.ChoiceField(label=_("Under"), required=False)
    place = forms.ChoiceField(
        label=_("Place"),
        required=False,
        choices=[
            (LAST, _("After the others there")),
            (FIRST, _("Before the others there")),
            (UP, _("One up, where it is")),
            (DOWN, _("One down, where it is")),
        ],
    )

    def __init__(self, *args: Any, project: Project, none: str, without: set[int] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", none), *theme_choices(project, without)]


class HoldForm(forms.Form):
    """Under which theme a passage goes, and what it says to it; where it stands comes with the address."""

    theme = forms.ChoiceField(label=_("Theme"))
    stance = forms.ChoiceField(label=_("It"), choices=Stance, required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)
    start = forms.CharField(widget=forms.HiddenInput, required=False)
    end = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = theme_choices(project)


class MergeForm(forms.Form):
    """Into which theme another one goes."""

    into = forms.ChoiceField(label=_("Merge into"))

    def __init__(self, *args: Any, project: Project, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = theme_choices(project, subtree_of(theme))
        self.fields["into"].choices = [("", _("— choose a theme —")), *choices]
