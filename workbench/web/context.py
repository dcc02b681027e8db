"""What every template of a project page may use."""

from django.conf import settings
from django.http import HttpRequest


def project(request: HttpRequest) -> dict[str, object]:
    """Give the project, the person's membership and what they may do, where a project view loaded them."""
    context: dict[str, object] = {"signup_open": settings.SIGNUP_OPEN}
    if membership := getattr(request, "membership", None):
        context |= {"project": request.project, "membership": membership, "may": membership.may}
    return context
