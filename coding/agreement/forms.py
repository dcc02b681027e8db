"""What a page of agreement is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.agreement.bands import SCALES
from coding.agreement.queries import comparable_rounds
from coding.agreement.report import DEFAULT_SEED, RESAMPLES
from coding.agreement.reports import Question
from coding.agreement.words import LABELS, UNIT_LABELS, WEIGHT_LABELS
from coding.codebook.tree import Node
from coding.reconciliation.models import Round
from coding.reconciliation.queries import possible_coders
from workbench.projects.models import Project

SHOWS = ("disputed", "coded", "agreed", "both", "first", "second")
BOOTSTRAP, FORMULA, NO_INTERVAL = "bootstrap", "formula", "none"
INTERVALS = [
    (BOOTSTRAP, _("By drawing sources again")),
    (FORMULA, _("By formula, units as independent")),
    (NO_INTERVAL, _("None")),
]
ALL = "all"
MOST_RESAMPLES = 10_000
SLOW = ("gamma", "alpha_U_2004")  # take minutes: the command gives them when asked


class QuestionForm(forms.Form):
    """Whose codings at which unit. Whatever is missing or wrong falls back to what one would want first."""

    round = forms.ChoiceField(label=_("Codings"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNIT_LABELS.items()), required=False)
    rollup = forms.BooleanField(label=_("Count subcodes for their code"), required=False)
    without = forms.BooleanField(label=_("Leave out what interviewers say"), required=False)
    coder = forms.MultipleChoiceField(label=_("Coders"), required=False, widget=forms.CheckboxSelectMultiple)
    figure = forms.MultipleChoiceField(
        label=_("Figures"),
        required=False,
        choices=[(name, label) for name, label in LABELS.items() if name not in SLOW],
        widget=forms.CheckboxSelectMultiple,
    )
    interval = forms.ChoiceField(label=_("Intervals"), choices=INTERVALS, required=False)
    resamples = forms.IntegerField(label=_("Draws"), min_value=100, max_value=MOST_RESAMPLES, required=False)
    seed = forms.IntegerField(label=_("Seed"), min_value=0, max_value=2**31, required=False)
    branch = forms.ChoiceField(label=_("Codes"), required=False)
    weights = forms.ChoiceField(
        label=_("These codes are an ordered scale"),
        choices=[("", _("no")), *((name, label) for name, label in WEIGHT_LABELS.items())],
        required=False,
    )

    def __init__(self, *args: Any, project: Project, nodes: list[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._project = project
        self.rounds: dict[str, Round] = {str(one.pk): one for one in comparable_rounds(project)}
        self.fields["round"].choices = [
            *((key, one.name) for key, one in self.rounds.items()),
            (ALL, _("All codings, in rounds and outside")),
        ]
        people = possible_coders(project)
        self.fields["coder"].choices = [(str(one.user_id), str(one.user)) for one in people]
        branches = [(str(node.id), node.path) for node in nodes if node.children]
        self.fields["branch"].choices = [("", _("All codes")), *branches]

    def question(self) -> Question:
        """Return what is asked for; without a word on it the newest opened round, by sentence."""
        self.is_valid()
        asked = self.cleaned_data
        chosen = asked.get("round") or next(iter(self.rounds), ALL)
        coders = frozenset(int(pk) for pk in asked.get("coder") or ())
        return Question(
            project=self._project,
            round=self.rounds.get(chosen),
            unit=asked.get("unit") or "sentence",
            rollup=asked.get("rollup", False),
            resamples=asked.get("resamples") or RESAMPLES if self.interval_kind == BOOTSTRAP else 0,
            seed=DEFAULT_SEED if asked.get("seed") is None else asked["seed"],
            # One coder alone has nobody to agree with.
            coders=coders if len(coders) > 1 else None,
            without_interviewer=asked.get("without", False),
            branch=int(asked["branch"]) if asked.get("branch") else None,
            weights=asked.get("weights") or "",
        )

    @property
    def interval_kind(self) -> str:
        return self.cleaned_data.get("interval") or BOOTSTRAP

    @property
    def figures(self) -> list[str]:
        """The figures that were chosen; none for those that one would want first."""
        return self.cleaned_data.get("figure") or []


class ScaleForm(forms.Form):
    """Whose words stand after the figures."""

    scale = forms.ChoiceField(
        label=_("Words after the figures"),
        required=False,
        choices=[("", _("None")), *((one.name, one.label) for one in SCALES)],
    )


class PassagesForm(forms.Form):
    """Which passages behind a number: by what happened to them, for a pair or one coder, in one source."""

    show = forms.ChoiceField(choices=[(show, show) for show in SHOWS], required=False)
    first = forms.IntegerField(required=False)
    second = forms.IntegerField(required=False)
    source = forms.IntegerField(required=False)


class BreakdownForm(forms.Form):
    """By what a page breaks the figures down: a coefficient, a code, a variable, a group of it."""

    by = forms.ChoiceField(choices=list(LABELS.items()), required=False)
    code = forms.IntegerField(required=False)
    variable = forms.IntegerField(required=False)
    group = forms.CharField(required=False)


class TrainingForm(forms.Form):
    """Whose codings are measured against which gold layer, at which unit."""

    round = forms.ChoiceField(label=_("Codings"), required=False)
    trainee = forms.ChoiceField(label=_("Coder"), required=False)
    gold = forms.ChoiceField(label=_("Gold layer"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    rollup = forms.BooleanField(label=_("Count subcodes for their code"), required=False)
    without = forms.BooleanField(label=_("Leave out what interviewers say"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds: dict[str, Round] = {str(one.pk): one for one in comparable_rounds(project)}
        people = [(str(one.user_id), str(one.user)) for one in possible_coders(project)]
        consensus = [
            (f"round-{pk}", _("Consensus of %(round)s") % {"round": one.name}) for pk, one in self.rounds.items()
        ]
        self.fields["round"].choices = [
            *((key, one.name) for key, one in self.rounds.items()),
            (ALL, _("All codings, in rounds and outside")),
        ]
        self.fields["trainee"].choices = people
        self.fields["gold"].choices = [*consensus, *((f"coder-{pk}", name) for pk, name in people)]
        units = [(unit, label) for unit, label in UNIT_LABELS.items() if unit not in {"character", "unitizing"}]
        self.fields["unit"].choices = units
        self.is_valid()

    @property
    def chosen_round(self) -> Round | None:
        """The round whose codings are measured; without a word on it the newest training round, else all codings."""
        asked = self.cleaned_data.get("round")
        if asked:
            return self.rounds.get(asked)
        return next((one for one in self.rounds.values() if one.kind == "training"), None)

    @property
    def gold_layer(self) -> Round | int | None:
        """The consensus of a round, or a coder's key; without a word on it the newest consensus of another round."""
        kind, _dash, key = (self.cleaned_data.get("gold") or "").partition("-")
        if kind == "coder":
            return int(key)
        if kind == "round":
            return self.rounds[key]
        others = [one for one in self.rounds.values() if one != self.chosen_round]
        return next(iter(others), self.chosen_round)

    @property
    def chosen_trainee(self) -> int | None:
        asked = self.cleaned_data.get("trainee")
        return int(asked) if asked else None

    @property
    def chosen_unit(self) -> str:
        return self.cleaned_data.get("unit") or "sentence"
