"""The act that a request belongs to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from workbench.audit.acts import act
from workbench.web.numbers import uuid_in

GetResponse = Callable[[HttpRequest], HttpResponse]


class ActMiddleware:
    """One request is one act; with the header X-Act several requests are one, and a repeated one is known again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with act(uuid_in(request.headers.get("X-Act", ""))):
            return self.get_response(request)
