"""Changes to people's accounts."""

from django.db import transaction

from workbench.accounts.models import User


@transaction.atomic
def rename_user(*, user: User, name: str) -> User:
    """Give a person another name; their codings carry it from now on."""
    user.name = name.strip()
    user.save(update_fields=["name"])
    return user


@transaction.atomic
def ensure_user(*, email: str, name: str = "") -> tuple[User, bool]:
    """Return the person with this e-mail address, made without a password if unknown, and whether made."""
    email = email.strip().lower()
    if user := User.objects.filter(email=email).first():
        return user, False
    return User.objects.create_user(email, None, name=name or email.split("@")[0]), True
