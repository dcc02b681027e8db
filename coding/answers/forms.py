"""What the page of answers asks for, cleaned to domain values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.tree import Node
from coding.sources.models import Variable

SHOWN = [
    ("", _("All")),
    ("mine", _("Not coded or read by me")),
    ("uncoded", _("Uncoded")),
    ("coded", _("Coded")),
    ("telling", _("That say something")),
    ("silent", _("That say nothing")),
]
ORDERS = [
    ("", _("Respondent")),
    ("short", _("Shortest first")),
    ("long", _("Longest first")),
    ("value", _("Value of the variable")),
    ("like", _("Likeness to one answer")),
]


class AnswerForm(forms.Form):
    """A code for a whole answer."""

    source = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.TypedChoiceField(label=_("Code"), coerce=int)

    def __init__(self, *args: Any, tree: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(node.id, node.path) for node in tree]


class AnswerFilterForm(forms.Form):
    """Which answers of a question are listed, and in which order."""

    q = forms.CharField(label=_("With the words"), required=False, max_length=200)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)
    code = forms.TypedChoiceField(label=_("Code"), coerce=int, empty_value=None, required=False)
    variable = forms.TypedChoiceField(label=_("Variable"), coerce=int, empty_value=None, required=False)
    value = forms.ChoiceField(label=_("Value"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
    like = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, tree: list[Node], variables: list[Variable], values: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("any")), *((node.id, node.path) for node in tree)]
        self.fields["variable"].choices = [("", _("none")), *((one.pk, one.name) for one in variables)]
        self.fields["value"].choices = [("", _("any")), *values]
        # A likeness needs an answer that it is to: it is chosen at that answer, not here.
        if not self.data.get("like"):
            self.fields["order"].choices = ORDERS[:-1]
        if not variables:
            for name in ("variable", "value"):
                del self.fields[name]
            self.fields["order"].choices = [pair for pair in self.fields["order"].choices if pair[0] != "value"]
