"""Forms of rounds: what is coded by whom, drawn how; what is asked for more or less; requests."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from coding.cases.groups import group_by_value
from coding.reconciliation.choosing import BALANCED, EVERYONE, HAND, RANDOM, STRATIFIED, Pool, free_sources
from coding.reconciliation.drawing import number_meant
from coding.reconciliation.models import RoundKind
from coding.reconciliation.queries import possible_coders
from coding.sources.models import Question, SourceKind, Variable, VariableKind, VariableValue
from workbench.projects.models import Project
from workbench.web.numbers import key_in

TRANSCRIPTS = "transcripts"
MOST_GROUPS = 30  # values of a variable that are offered
GROUPED = {VariableKind.NOMINAL, VariableKind.ORDINAL, VariableKind.MULTIPLE}


def new_seed() -> int:
    """Return a seed that is easily written down."""
    return secrets.randbelow(900_000) + 100_000


class DrawForm(forms.Form):
    """The pool, the seed and the coders: what every draw needs."""

    coders = forms.TypedMultipleChoiceField(
        label=_("Who codes"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who codes.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Drawn from"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Sources of a round that is not settled yet are left out. In brackets how many there are."),
    )  # fmt: skip
    group = forms.ChoiceField(label=_("Only of cases with"), required=False)
    least = forms.IntegerField(label=_("At least so many words"), required=False, min_value=1, max_value=10**7)
    most = forms.IntegerField(label=_("At most so many words"), required=False, min_value=1, max_value=10**7)
    fresh = forms.BooleanField(label=_("Only what has not been in a round yet"), required=False)
    variable = forms.ChoiceField(
        label=_("Stratified by"), required=False,
        help_text=_("From each group of cases in proportion to its size. Numbers are divided into three bands."),
    )  # fmt: skip
    size = forms.CharField(
        label=_("How many"), required=False, max_length=12, initial="20 %",
        help_text=_("A number, such as 12, or a share, such as 20 %; a share is rounded up."),
    )  # fmt: skip
    per_source = forms.IntegerField(label=_("Coders for each"), min_value=1, max_value=20, initial=2, required=False)
    seed = forms.IntegerField(
        label=_("Seed"), required=False, min_value=0, max_value=2**31 - 1,
        help_text=_("The same seed draws the same from the same sources. It is kept with the round."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["coders"].choices = [
            (member.user_id, f"{member.user} ({member.get_role_display()})") for member in possible_coders(project)
        ]
        self.fields["kinds"].choices = self._kinds()
        variables = list(Variable.objects.filter(project=project).exclude(kind=VariableKind.DATE))
        self._variables = {one.pk: one for one in variables}
        self.fields["variable"].choices = [("", _("nothing")), *((str(one.pk), one.name) for one in variables)]
        self.fields["group"].choices = [("", _("any value, or none")), *self._groups(variables)]
        self.fields["seed"].initial = new_seed
        for field in self.fields.values():
            # What is needed depends on what was chosen: the form says so when it is sent.
            field.one_of_several = True

    def _kinds(self) -> list[tuple[str, str]]:
        free = free_sources(self.project)
        transcripts = free.filter(kind=SourceKind.TRANSCRIPT).count()
        questions = Question.objects.filter(project=self.project).order_by("position", "id")
        counted = questions.annotate(n=Count("answers", filter=Q(answers__in=free))).filter(n__gt=0)
        kinds = [(str(one.pk), _("Answers: %(question)s (%(n)s)") % {"question": one.text, "n": f"{one.n:,}"})
                 for one in counted]  # fmt: skip
        if transcripts:
            kinds.insert(0, (TRANSCRIPTS, _("Transcripts (%(n)s)") % {"n": f"{transcripts:,}"}))
        return kinds

    def _groups(self, variables: list[Variable]) -> list[tuple[str, list[tuple[str, str]]]]:
        grouped = {one.pk: one for one in variables if one.kind in GROUPED}
        values: dict[int, dict[int, str]] = {pk: {} for pk in grouped}
        rows = VariableValue.objects.filter(variable__in=grouped).values_list("variable_id", "value").distinct()
        for number, (variable, value) in enumerate(rows):
            values[variable][number] = value
        return [
            (one.name, [(f"{pk}={group.key}", group.label) for group in groups])
            for pk, one in grouped.items()
            if (groups := group_by_value(values[pk], one.kind, one.levels)[:MOST_GROUPS])
        ]

    def clean_variable(self) -> Variable | None:
        return self._variables.get(key_in(self.cleaned_data["variable"]) or 0)

    def clean_size(self) -> str:
        size = self.cleaned_data["size"]
        if size and number_meant(size, 100) is None:
            raise forms.ValidationError(_("Write a number, such as 12, or a share of at most 100 %, such as 20 %."))
        return size

    def clean_seed(self) -> int:
        seed = self.cleaned_data["seed"]
        return new_seed() if seed is None else seed

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        pk, _equals, value = data.get("group", "").partition("=")
        kinds = data.get("kinds", [])
        data["pool"] = Pool(
            transcripts=TRANSCRIPTS in kinds,
            questions=tuple(int(kind) for kind in kinds if kind != TRANSCRIPTS),
            variable=self._variables.get(key_in(pk) or 0), value=value, fresh=data.get("fresh", False),
            least=data.get("least"), most=data.get("most"),
        )  # fmt: skip
        data["per_source"] = data.get("per_source") or 2
        return data

    def _check_drawn(self, data: dict[str, Any]) -> None:
        if not data.get("kinds"):
            self.add_error("kinds", _("Choose what is drawn from."))
        if not data.get("size") and "size" not in self.errors:
            self.add_error("size", _("Say how many."))


class RoundForm(DrawForm):
    """A round: name, kind, blind or open, which sources, and who codes what."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("For example “Pilot, three interviews”."))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=RoundKind.choices, initial=RoundKind.RELIABILITY, required=False,
        help_text=_("Training to learn the codebook, reliability to measure agreement, production to code the rest."),
    )  # fmt: skip
    blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        initial=True,
        help_text=_("Nobody, the lead included, sees another's codings on these sources until the round is opened."),
    )
    how = forms.ChoiceField(
        label=_("How the sources are chosen"), required=False, initial=HAND, widget=forms.RadioSelect,
        choices=[(HAND, _("By hand")), (RANDOM, _("At random")), (STRATIFIED, _("At random within groups of cases"))],
    )  # fmt: skip
    transcripts = forms.TypedMultipleChoiceField(
        label=_("Transcripts"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.TypedMultipleChoiceField(
        label=_("All answers to a question"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    sharing = forms.ChoiceField(
        label=_("Who codes what"), required=False, initial=EVERYONE, widget=forms.RadioSelect,
        choices=[(EVERYONE, _("Everyone codes everything")), (BALANCED, _("Shared out evenly"))],
    )  # fmt: skip
    share = forms.IntegerField(
        label=_("Share of the sources that several code (%)"), required=False, min_value=1, max_value=100, initial=100,
        help_text=_("The others are coded by one coder each."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        self._free = free_sources(project)
        transcripts = self._free.filter(kind=SourceKind.TRANSCRIPT).order_by("name")
        self.fields["transcripts"].choices = [
            (pk, f"{name} ({words:,})") for pk, name, words in transcripts.values_list("pk", "name", "words")
        ]
        self.fields["transcripts"].help_text = _(
            "Choose at least one source. In brackets the number of words; sources of a running round are not offered."
        )
        counted = Question.objects.filter(project=project, answers__in=self._free).annotate(n=Count("answers"))
        self.fields["questions"].choices = [
            (question.pk, f"{question.text} ({question.n:,})") for question in counted.order_by("position", "id")
        ]
        for name in ("transcripts", "questions"):
            if not self.fields[name].choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["kind"] = data.get("kind") or RoundKind.RELIABILITY
        data["how"], data["sharing"] = data.get("how") or HAND, data.get("sharing") or EVERYONE
        data["share"] = data.get("share") or 100
        if "coders" in data and len(data["coders"]) < 2 and data["kind"] == RoundKind.RELIABILITY:
            self.add_error("coders", _("Choose at least two coders."))
        if data["how"] != HAND:
            self._check_drawn(data)
            if data["how"] == STRATIFIED and not data.get("variable"):
                self.add_error("variable", _("Choose the variable by which the cases are grouped."))
            return data
        answers = self._free.filter(question__in=data.get("questions", ())).values_list("pk", flat=True)
        data["sources"] = [*data.get("transcripts", ()), *answers]
        if not data["sources"] and not self.errors:
            raise forms.ValidationError(_("Choose at least one source."))
        return data


class PlanForm(DrawForm):
    """A double-coding plan: which share of what is coded by how many, and what becomes of the rest."""

    name = forms.CharField(label=_("Name of the reliability round"), max_length=180, initial=_("Double coding"))
    blind = forms.BooleanField(
        label=_("Blind"), required=False, initial=True,
        help_text=_("Nobody, the lead included, sees another's codings on these sources until the round is opened."),
    )  # fmt: skip
    rest = forms.BooleanField(
        label=_("Share the rest out too, one coder for each"), required=False,
        help_text=_("As a production round of its own, which is not blind."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].label = _("Share that is double-coded")
        self.fields["per_source"].label = _("Coders for each of these")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_drawn(data)
        if "coders" in data and len(data["coders"]) < max(2, data["per_source"]):
            self.add_error("coders", _("Choose at least as many coders as are to code each source."))
        if data["per_source"] < 2:
            self.add_error("per_source", _("Double coding needs at least two coders for each."))
        how = STRATIFIED if data.get("variable") else RANDOM
        return data | {"how": how, "sharing": BALANCED, "share": 100, "kind": RoundKind.RELIABILITY, "plan": True}


class SampleSizeForm(forms.Form):
    """What is expected, and how narrow the interval should be."""

    kappa = forms.FloatField(
        label=_("Kappa that you expect"), min_value=0, max_value=0.99, initial=0.7,
        help_text=_("From an earlier round, or from a study like yours."),
    )  # fmt: skip
    prevalence = forms.FloatField(
        label=_("Share of the units that have the code (%)"), min_value=0.1, max_value=99.9, initial=20,
        help_text=_("Take the rarest code that matters: it needs the most."),
    )  # fmt: skip
    half_width = forms.FloatField(
        label=_("Plus or minus"), min_value=0.01, max_value=0.5, initial=0.1,
        help_text=_("Half of the 95 % interval: 0.1 gives .60 to .80 around .70."),
    )  # fmt: skip
    units = forms.FloatField(
        label=_("Units in a source"), min_value=1, max_value=100_000, initial=1,
        help_text=_("1 where whole answers or sources are compared; for turns or sentences, how many a source has."),
    )  # fmt: skip
    alike = forms.FloatField(
        label=_("How alike units of one source are"), min_value=0, max_value=1, initial=0,
        help_text=_("Their correlation: 0 if they are independent, .05 to .2 for turns of one interview."),
    )  # fmt: skip


class RenameForm(forms.Form):
    """Another name for a round."""

    name = forms.CharField(label=_("Name"), max_length=200)


class MoreForm(forms.Form):
    """Ask somebody for sources: those of another coder, or all; or ask coders for one more source."""

    coder = forms.TypedChoiceField(label=_("Coder"), coerce=int)
    like = forms.TypedChoiceField(label=_("The sources of"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, new: list[tuple[int, str]], there: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coder"].choices = new
        self.fields["like"].choices = [("", _("everyone: all sources")), *there]


class SourceForm(forms.Form):
    """One more source, and who codes it."""

    source = forms.TypedChoiceField(label=_("Source"), coerce=int)
    coders = forms.TypedMultipleChoiceField(label=_("Who codes it"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, sources: list[tuple[int, str]], coders: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        self.fields["coders"].choices = coders


class ReasonForm(forms.Form):
    """Why something should be reopened; whether it is, and a sentence to who asked."""

    reason = forms.CharField(required=False, max_length=2000)
    answer = forms.CharField(required=False, max_length=2000)
    decision = forms.ChoiceField(required=False, choices=[("grant", ""), ("decline", "")])
