"""Forms of what is done with a code's passages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.forms import code_choices
from coding.codebook.tree import Node


class MergeForm(forms.Form):
    """Into which code another one goes."""

    into = forms.ChoiceField(label=_("Merge into"))

    def __init__(self, *args: Any, nodes: list[Node], without: set[int], address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("— choose a code —")), *code_choices(nodes, without=without)]
        # Choosing a code shows what the merge would do, and lets one do it where it can be done.
        preview = {
            "hx-get": address, "hx-trigger": "change", "hx-target": "#merge-preview", "hx-select": "#merge-preview",
            "hx-select-oob": "#code-submit", "hx-swap": "outerHTML",
        }  # fmt: skip
        self.fields["into"].widget.attrs |= {"autofocus": True} | preview


class SplitForm(forms.Form):
    """What becomes of one coding of a code that is split: `act` is the key of a code, or stays, later, new, other."""

    coding = forms.UUIDField()
    act = forms.CharField(max_length=20)
    other = forms.CharField(required=False, max_length=20)
    name = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False)
    all = forms.CharField(required=False)


class LookForm(forms.Form):
    """What becomes of one coding that is looked at again: `act` is fits, remove, later, other, or the key of a code."""

    coding = forms.UUIDField()
    act = forms.CharField(max_length=20)
    other = forms.CharField(required=False, max_length=20)
