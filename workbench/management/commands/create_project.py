"""Make a project from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.core.validators import ValidationError, validate_email

from workbench.accounts.actions import ensure_user
from workbench.membership.actions import create_study
from workbench.web.commands import ResearchCommand


class Command(ResearchCommand):
    help = "Make a project and print its slug. The lead is made, without a password, if unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--lead", required=True, metavar="EMAIL")
        parser.add_argument("--description", default="")

    def work(self, name: str, lead: str, description: str, **_: Any) -> str:
        try:
            validate_email(lead)
        except ValidationError as error:
            raise CommandError(f"“{lead}” is not an e-mail address.") from error
        if not name.strip():
            raise CommandError("A project needs a name.")
        user, _made = ensure_user(email=lead)
        return create_study(name=name, by=user, description=description).slug
