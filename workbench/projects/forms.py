"""Forms of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProjectForm(forms.Form):
    """Name and description."""

    name = forms.CharField(label=_("Name of the study"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is it about, whom did you ask, when? Only your team reads this."),
    )
