"""The act that a request belongs to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from workbench.audit.acts import act
from workbench.web.numbers import uuid_in

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActMiddleware:
    """One request is one act; with the header X-Act several requests are one, and a repeated one is known again.

    The header X-Person says whose act it is: what waited in a browser is never done in the name of whoever else has
    signed in there since.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.headers.get("X-Person")
        if person is not None and str(request.user.pk) != person:
            return JsonResponse({"error": _("Another person is signed in here now, or nobody.")}, status=401)
        with act(uuid_in(request.headers.get("X-Act", ""))):
            return self.get_response(request)
