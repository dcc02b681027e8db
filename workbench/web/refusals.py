"""What a request that is too much gets before any view sees it."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as csrf_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say in one sentence why a request was refused."""
    if isinstance(exception, TooManyFilesSent):
        most = f"{settings.IMPORT_MAX_FILES:,}"
        message = _("These are too many files at a time; the most are %(most)s. Send them in parts, or in a zip.")
        message %= {"most": most}
    elif isinstance(exception, RequestDataTooBig):
        message = _("This text is too long to paste; the most is %(most)s. Send it as a file.")
        message %= {"most": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}
    elif isinstance(exception, TooManyFieldsSent):
        message = _("This form is too large to be sent at once.")
    else:
        message = _("The site cannot make sense of this request.")
    return render(request, "problem.html", {"message": message}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a request without the token of its session; a script that waits for a new sign-in gets a 401."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": _("Sign in again: this browser has forgotten that you were.")}, status=401)
    return csrf_page(request, reason)
