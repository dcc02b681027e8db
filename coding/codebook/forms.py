"""Forms of the codebook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.colors import PALETTE
from coding.codebook.models import Code
from coding.codebook.tree import Node

AUTOMATIC = ""
HUES = (
    _("crimson"), _("red"), _("vermilion"), _("orange"), _("amber"), _("ochre"), _("olive"), _("moss"),
    _("leaf green"), _("grass green"), _("emerald"), _("jade"), _("teal"), _("lagoon"), _("cyan"), _("sky blue"),
    _("azure"), _("blue"), _("indigo"), _("violet"), _("purple"), _("magenta"), _("pink"), _("rose"),
)  # fmt: skip


def code_choices(nodes: list[Node], *, without: set[int] = frozenset()) -> list[tuple[str, str]]:
    """Return (key, name) of the codes in use, indented as in the tree, without some."""
    kept = [node for node in nodes if node.id not in without and node.code.retired_at is None]
    # No-break spaces: a browser folds ordinary ones in an option.
    return [(str(node.id), "\u00a0\u00a0\u00a0\u00a0" * node.depth + node.code.name) for node in kept]


class CodeForm(forms.Form):
    """What a code is; for a new one also where it stands and, if wanted, its colour."""

    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ChoiceField(label=_("Below"), required=False)
    definition = forms.CharField(
        label=_("Definition"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the code means, in a sentence or two."),
    )
    include = forms.CharField(label=_("When to use"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    exclude = forms.CharField(label=_("When not to use"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    example = forms.CharField(
        label=_("Example"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A passage that shows the code at its clearest."),
    )
    tint = forms.ChoiceField(label=_("Colour"), required=False, widget=forms.RadioSelect)
    heading = forms.BooleanField(
        label=_("Only groups its subcodes"),
        required=False,
        help_text=_("It is not offered for text then; codings that it has stay."),
    )

    def __init__(self, *args: Any, nodes: list[Node], code: Code | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        tints = [(str(tint), name) for tint, name in enumerate(HUES)]
        if code:
            del self.fields["parent"]
            self.fields["tint"].choices = tints
        else:
            self.fields["parent"].choices = [("", _("— the top of the codebook —")), *code_choices(nodes)]
            self.fields["tint"].choices = [(AUTOMATIC, _("a free one")), *tints]
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    @staticmethod
    def initial_of(code: Code) -> dict[str, object]:
        """Return what the form shows of a code."""
        texts = {text: getattr(code, text) for text in ("name", "definition", "include", "exclude", "example")}
        return {**texts, "tint": str(code.tint), "heading": not code.codable}

    def changes(self) -> dict[str, Any]:
        """Return what the actions take; the colour only where another one was picked."""
        data = {key: value for key, value in self.cleaned_data.items() if key not in {"parent", "tint", "heading"}}
        data["codable"] = not self.cleaned_data["heading"]
        tint = self.cleaned_data["tint"]
        if tint != AUTOMATIC and (self.code is None or int(tint) != self.code.tint):
            data["color"] = PALETTE[int(tint)]
        return data


class MoveForm(forms.Form):
    """Where a code goes."""

    parent = forms.ChoiceField(label=_("Below"), required=False)
    place = forms.ChoiceField(label=_("Place"), choices=[("last", _("as the last")), ("first", _("as the first"))])

    def __init__(self, *args: Any, nodes: list[Node], without: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = code_choices(nodes, without=without)
        self.fields["parent"].choices = [("", _("— the top of the codebook —")), *choices]
        self.fields["parent"].widget.attrs["autofocus"] = True
