"""How django-allauth works here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up can be closed; an invitation still opens it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP_OPEN or "invitation" in request.session

    def populate_username(self, request: HttpRequest, user: object) -> None:
        """People are known by their e-mail address alone."""
