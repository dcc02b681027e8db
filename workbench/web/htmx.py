"""htmx glue: when to answer with a part of a page, and events on the response."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request that went through HtmxMiddleware."""

    htmx: HtmxDetails


def wants_partial(request: HttpRequest) -> bool:
    """Say whether only a part of the page is asked for (not a history restore, which needs the whole page)."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def announce(response: HttpResponse, event: str, detail: dict | None = None) -> HttpResponse:
    """Add a client event (entity and past participle, e.g. `codingCreated`) to the response."""
    patch_vary_headers(response, ["HX-Request"])
    return trigger_client_event(response, event, detail or {})


def say(response: HttpResponse, text: str, *, level: str = "success") -> HttpResponse:
    """Show a message beside the swapped part."""
    return announce(response, "showMessages", {"messages": [{"text": str(text), "level": level}]})
