"""Pages of long lists."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def page_of(request: HttpRequest, rows: object, *, per_page: int = 50) -> Page:
    """Return the page the query string asks for; a page out of range gives the nearest one."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
