"""What the pages of memos send, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codings.models import Memo
from coding.memos.queries import authors_of
from workbench.membership.models import Membership


class MemoForm(forms.Form):
    """A memo: its title, if it has one, and what it says, in Markdown."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Memo"), widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "data-memo-body": ""}), strip=True
    )


class NoteForm(forms.Form):
    """A quick reflexive note, with the place in a text that one was at."""

    body = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}))
    source = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    coding = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """Which memos are listed, and in which order."""

    kind = forms.ChoiceField(label=_("On"), required=False, choices=[("", _("anything")), *Memo.About.choices])
    author = forms.TypedChoiceField(label=_("By"), coerce=int, empty_value=None, required=False)
    words = forms.CharField(label=_("With the words"), required=False, max_length=200)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("new", _("Changed last")),
            ("old", _("Oldest first")),
            ("author", _("By author")),
            ("thing", _("By what they are on")),
        ],
    )

    def __init__(self, *args: Any, viewer: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].choices = [("", _("anybody")), *authors_of(viewer)]
