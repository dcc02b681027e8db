"""What one asks of a search, cleaned to a query and a scope."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from coding.cases.filters import Condition, Wanted, cases_wanted
from coding.codebook.tree import Node
from coding.finding.lemmas import english
from coding.finding.matching import LONGEST_QUERY, BadQuery, Matcher, Query, matcher_of
from coding.finding.queries import Scope
from coding.sources.models import Question, Source, Variable
from workbench.projects.models import Project

HOW = [
    ("any", lazy("any of the words")),
    ("all", lazy("all of the words")),
    ("phrase", lazy("the exact phrase")),
    ("regex", lazy("a regular expression")),
]
EXTENTS = [
    ("match", lazy("the words found")),
    ("sentence", lazy("the sentence")),
    ("turn", lazy("the whole turn or answer")),
]
# What is amiss with a regular expression, by what the library says of it.
REASONS = {
    "missing )": gettext_lazy("a bracket “(” is not closed"),
    "unbalanced parenthesis": gettext_lazy("a bracket “)” closes nothing"),
    "unterminated character set": gettext_lazy("a bracket “[” is not closed"),
    "bad character range": gettext_lazy("a range such as “a-z” is the wrong way round"),
    "nothing to repeat": gettext_lazy("“*”, “+” or “?” stands where there is nothing to repeat"),
    "multiple repeat": gettext_lazy("two signs of repetition stand side by side"),
    "min repeat greater than max repeat": gettext_lazy("in “{2,5}” the smaller number comes first"),
    "bad escape (end of pattern)": gettext_lazy("it ends with a single “\\”"),
    "too deep": gettext_lazy("its brackets are nested too deep"),
}


def sentence_about(error: BadQuery) -> str:
    """Say in plain words why a query cannot be searched for."""
    if error.reason == "nothing":
        return _("Write what to look for.")
    if error.reason == "too long":
        return _("This is too long: the most are %(most)s characters.") % {"most": LONGEST_QUERY}
    reason = REASONS.get(error.reason, error.reason)
    if error.position is None:
        return _("This regular expression cannot be read: %(reason)s.") % {"reason": reason}
    facts = {"reason": reason, "position": error.position}
    return _("This regular expression cannot be read at character %(position)s: %(reason)s.") % facts


class FindForm(forms.Form):
    """What is looked for, and where; filled from the address."""

    q = forms.CharField(label=lazy("Look for"), max_length=LONGEST_QUERY, strip=False, required=False)
    how = forms.ChoiceField(label=lazy("How"), choices=HOW, required=False)
    other_forms = forms.BooleanField(label=lazy("Other forms too (English)"), required=False)
    whole = forms.BooleanField(label=lazy("Whole words"), required=False)
    case = forms.BooleanField(label=lazy("Match case"), required=False)
    kind = forms.ChoiceField(
        label=lazy("In"),
        required=False,
        choices=[("", lazy("interviews and answers")), ("transcript", lazy("interviews")), ("answer", lazy("answers"))],
    )
    who = forms.ChoiceField(
        label=lazy("Said by"),
        required=False,
        choices=[
            ("", lazy("everybody")),
            ("participants", lazy("participants only")),
            ("interviewers", lazy("interviewers only")),
        ],
    )
    question = forms.ModelChoiceField(
        label=lazy("Question"), queryset=Question.objects.none(), required=False, empty_label=lazy("any question")
    )
    source = forms.ModelChoiceField(queryset=Source.objects.none(), required=False, widget=forms.HiddenInput)
    variable = forms.ModelChoiceField(
        label=lazy("Cases with"), queryset=Variable.objects.none(), required=False, empty_label=lazy("any value")
    )
    value = forms.CharField(label=lazy("Value"), required=False)
    sort = forms.ChoiceField(
        label=lazy("Order"),
        required=False,
        choices=[
            ("", lazy("as in the texts")),
            ("left", lazy("by the words before")),
            ("right", lazy("by the words after")),
        ],
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.matcher: Matcher | None = None
        self.fields["question"].queryset = Question.objects.filter(project=project)
        self.fields["variable"].queryset = Variable.objects.filter(project=project)
        self.fields["source"].queryset = Source.objects.filter(project=project).defer("text")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        try:
            self.matcher = matcher_of(self.query, english().forms if data.get("other_forms") else None)
        except BadQuery as error:
            self.add_error("q", sentence_about(error))
        return data

    @property
    def query(self) -> Query:
        data = self.cleaned_data
        return Query(
            data.get("q", ""), data.get("how") or "any", match_case=bool(data.get("case")),
            whole_words=bool(data.get("whole")), forms=bool(data.get("other_forms")) and data.get("how") != "regex",
        )  # fmt: skip

    @property
    def scope(self) -> Scope:
        data = self.cleaned_data
        cases = None
        if data.get("variable") and data.get("value", "").strip():
            condition = Condition(data["variable"], f"v{data['variable'].pk}", data["value"].strip())
            cases = frozenset(cases_wanted(self.project, Wanted(conditions=[condition])).values_list("pk", flat=True))
        return Scope(
            self.project, data.get("kind", ""), getattr(data.get("source"), "pk", None),
            getattr(data.get("question"), "pk", None), data.get("who", ""), cases,
        )  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        """What the history says of the search: the query, and what differs from the usual."""
        data = self.cleaned_data
        told: dict[str, Any] = {"query": self.query.text, "how": self.query.how}
        told |= {name: True for name in ("other_forms", "whole", "case") if data.get(name)}
        told |= {name: str(data[name]) for name in ("kind", "who", "question", "variable", "value") if data.get(name)}
        return told


class CodeForm(forms.Form):
    """A code for what was found: its extent, the places chosen, or all that the search finds."""

    code = forms.TypedChoiceField(label=lazy("Code"), coerce=int)
    extent = forms.ChoiceField(label=lazy("Code covers"), choices=EXTENTS)
    asked = forms.CharField(required=False)
    digest = forms.CharField(required=False)
    everything = forms.BooleanField(required=False)

    def __init__(self, *args: Any, tree: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("Choose a code")), *((node.id, node.path) for node in tree)]
