"""Small rules that hold for every page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from workbench.web.errors import WorkbenchError

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Pages hold participants' words: browsers and proxies keep no copy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class HtmxRedirectMiddleware:
    """A part of a page never swaps in the sign-in page: the whole page goes there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.htmx and response.status_code in {301, 302}:
            return HttpResponseClientRedirect(response.headers["Location"])
        return response


class WorkbenchErrorMiddleware:
    """Turn a broken rule into a sentence: a part for htmx, JSON for scripts, else a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, WorkbenchError):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": error.message}, status=error.status)
        template = "components/_problem.html" if request.htmx else "problem.html"
        return render(request, template, {"message": error.message}, status=error.status)
