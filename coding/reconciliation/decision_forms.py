"""Forms that settle disagreements, ask people about them, and change a code because of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook.forms import CodeForm
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.reconciliation.deciding import AS_THE_RULE_SAYS, Note
from coding.reconciliation.models import CodebookNote
from coding.reconciliation.options import OTHER, RULES
from coding.reconciliation.presentation import spaced
from workbench.membership.models import Membership
from workbench.membership.queries import members_of
from workbench.projects.models import Project


class DecisionForm(forms.Form):
    """How disagreements are settled, and why; with a note on the codebook where there is one."""

    option = forms.CharField(error_messages={"required": _("Choose one of the ways to settle it.")})
    code = forms.ModelChoiceField(Code.objects.none(), required=False)
    reason = forms.CharField(
        widget=forms.Textarea, error_messages={"required": _("Say why: a reader of the study will ask.")}
    )
    rule = forms.ChoiceField(choices=[(rule, rule) for rule in RULES], required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    note_code = forms.ModelChoiceField(Code.objects.none(), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_use = Code.objects.filter(project=project, retired_at=None)
        self.fields["code"].queryset = in_use
        self.fields["note_code"].queryset = in_use

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("option") == OTHER and not data.get("code"):
            self.add_error("code", _("Choose the code that these words should have."))
        if data.get("option") == AS_THE_RULE_SAYS and not data.get("rule"):
            self.add_error("option", _("Choose a rule first."))
        if data.get("note") and not data.get("note_code"):
            self.add_error("note_code", _("Choose the code that the note on the codebook is about."))
        return data

    def choice(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = self.cleaned_data
        note = Note(data["note_code"], data["note"]) if data["note"] else None
        return {name: data[name] for name in ("option", "code", "reason", "rule")} | {"note": note}


class PlacesForm(forms.Form):
    """Which disagreements are meant."""

    places = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose at least one place in the list.")}
    )

    def __init__(self, *args: Any, known: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = [(pk, pk) for pk in known]


class DiscussForm(forms.Form):
    """Whom to ask about disagreements, and what."""

    person = forms.TypedChoiceField(coerce=int, error_messages={"required": _("Choose whom to ask.")})
    question = forms.CharField(required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members: dict[int, Membership] = {member.user_id: member for member in members_of(project)}
        self.fields["person"].choices = [(pk, str(member.user)) for pk, member in self.members.items()]


class ChangeForm(CodeForm):
    """The words of a code, changed because of notes on it."""

    notes = forms.TypedMultipleChoiceField(
        label=_("The change answers"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one open note that this change answers.")},
    )
    field_order = ("notes",)

    def __init__(self, *args: Any, notes: Iterable[CodebookNote], code: Code, **kwargs: Any) -> None:
        super().__init__(*args, nodes=[], code=code, **kwargs)
        self.fields["notes"].choices = [(note.pk, note.text) for note in notes]
        self.fields["name"].widget.attrs.pop("autofocus", None)
        self.fields["definition"].widget.attrs["autofocus"] = True
        del self.fields["tint"]

    def changes(self) -> dict[str, str]:
        """Return what edit_code takes."""
        return {name: self.cleaned_data[name] for name in ("name", "definition", "include", "exclude", "example")}


def code_choices(project: Project) -> list[tuple[int, str]]:
    """Return the codes in use by path, in tree order."""
    return [(node.code.pk, spaced(node.path)) for node in code_tree(project)]
