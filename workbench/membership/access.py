"""Access is a loader: it gives the project and the membership, or 404 to outsiders and 403 to others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from workbench.membership.models import Membership
from workbench.membership.roles import Permission
from workbench.projects.models import Project
from workbench.web.htmx import HtmxHttpRequest

View = Callable[..., HttpResponse]


class ProjectRequest(HtmxHttpRequest):
    """The request of a project page."""

    project: Project
    membership: Membership


def load_membership(request: HttpRequest, slug: str) -> Membership:
    """Return the signed-in person's membership in the project; outsiders and unknown slugs get the same 404."""
    membership = (
        Membership.objects.select_related("project", "user")
        .filter(project__slug=slug, user=request.user, left_at=None)
        .first()
    )
    if membership is None:
        raise Http404
    return membership


def project_view(permission: Permission, *, writes: Permission | None = None) -> Callable[[View], View]:
    """Guard a view of a project; `writes` is asked of every method but GET and HEAD.

    The view is called without the slug: request.project and request.membership hold what it needs.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: ProjectRequest, slug: str, **kwargs: Any) -> HttpResponse:
            membership = load_membership(request, slug)
            needed = permission if request.method in {"GET", "HEAD"} else (writes or permission)
            if not (membership.allows(permission) and membership.allows(needed)):
                raise PermissionDenied
            request.membership, request.project = membership, membership.project
            return view(request, **kwargs)

        guarded.policy = f"project:{permission}" + (f"/{writes}" if writes else "")
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Guard a view that belongs to no project."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs)

    guarded.policy = "signed in"
    return guarded


def public(view: View) -> View:
    """Say that a view is meant for everyone."""
    view.policy = "public"
    return view
