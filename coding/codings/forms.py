"""What the coding pages send, cleaned to domain values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.tree import Node


class SpanForm(forms.Form):
    """An extent in code points, with the text that the browser shows there, and the revision that it shows."""

    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    quote = forms.CharField(strip=False)
    seen = forms.IntegerField(required=False)


class CodingForm(SpanForm):
    """A code applied to an extent of a source."""

    source = forms.IntegerField()
    code = forms.IntegerField()


class MarkForm(forms.Form):
    """An extent to be left without a code; the quote may be missing where `seen` says which text it was chosen in."""

    id = forms.UUIDField(required=False)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    quote = forms.CharField(strip=False, required=False, empty_value=None)
    seen = forms.IntegerField()


class TurnForm(forms.Form):
    """A code for a whole turn, without selecting anything."""

    turn = forms.IntegerField()
    code = forms.TypedChoiceField(label=_("Code"), coerce=int, empty_value=None, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    new_code = forms.CharField(
        label=_("or a new code"), required=False, help_text=_("Parent / Name puts it below another.")
    )

    def __init__(self, *args: Any, tree: list[Node], turns: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("Choose a code")), *((node.id, node.path) for node in tree)]
        self.fields["turn"] = forms.IntegerField(label=_("Turn or paragraph"), min_value=1, max_value=turns)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("code") and not data.get("new_code", "").strip():
            self.add_error("code", _("Choose a code, or name a new one."))
        return data


class MemoForm(forms.Form):
    """A note; an empty one takes the note away."""

    body = forms.CharField(label=_("Memo"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class FavouriteForm(forms.Form):
    """The code that a number key applies."""

    code = forms.IntegerField()


class NewCodeForm(forms.Form):
    """A code named in place, "Name" or "Parent / Name"."""

    path = forms.CharField(max_length=1000)
