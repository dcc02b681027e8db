"""Forms of a person's account."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workbench.accounts.models import User


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As your team knows you; it stands beside your codings."),
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


class ProfileForm(forms.Form):
    """Rename oneself."""

    name = forms.CharField(label=_("Your name"), max_length=150)
