"""Pages of members and invitations; the site's list of projects, since it needs memberships."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from workbench.accounts.actions import rename_user
from workbench.accounts.forms import ProfileForm
from workbench.membership.access import ProjectRequest, project_view, public, signed_in
from workbench.membership.actions import (
    accept_invitation,
    change_role,
    create_study,
    invite_member,
    remove_member,
    revoke_invitation,
)
from workbench.membership.forms import InvitationForm, RoleForm
from workbench.membership.models import Invitation
from workbench.membership.queries import members_of, memberships_of
from workbench.membership.roles import Permission
from workbench.projects.actions import archive_project, edit_project
from workbench.projects.forms import ProjectForm


@require_GET
@public
def health(request: HttpRequest) -> HttpResponse:
    """Say that the site answers and its database too; for supervisors."""
    Invitation.objects.exists()
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@signed_in
def project_list(request: HttpRequest) -> HttpResponse:
    return render(request, "workbench/projects/project_list.html", {"memberships": memberships_of(request.user)})


@require_http_methods(["GET", "POST"])
@signed_in
def project_new(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if form.is_valid():
        project = create_study(by=request.user, **form.cleaned_data)
        return redirect(project)
    return render(request, "workbench/projects/project_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        rename_user(user=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Your name was changed."))
        return redirect("profile")
    return render(request, "workbench/accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_PROJECT)
def project_settings(request: ProjectRequest) -> HttpResponse:
    project = request.project
    form = ProjectForm(request.POST or None, initial={"name": project.name, "description": project.description})
    if form.is_valid():
        edit_project(project=project, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("projects:settings", project.slug)
    context = {"form": form, "section": "settings"}
    return render(request, "workbench/projects/project_settings.html", context, status=422 if form.errors else 200)


@require_POST
@project_view(Permission.MANAGE_PROJECT)
def project_archive(request: ProjectRequest) -> HttpResponse:
    archived = request.project.archived_at is None
    archive_project(project=request.project, by=request.user, archived=archived)
    messages.success(request, _("The study was put away.") if archived else _("The study is back."))
    return redirect("projects:settings", request.project.slug)


@require_GET
@project_view(Permission.VIEW)
def member_list(request: ProjectRequest) -> HttpResponse:
    context = {
        "members": members_of(request.project),
        "invitations": request.project.invitations.filter(
            accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        ),
        "form": InvitationForm(),
        "role_form": RoleForm(),
        "section": "members",
    }
    return render(request, "workbench/membership/member_list.html", context)


@require_POST
@project_view(Permission.MANAGE_PROJECT)
def member_invite(request: ProjectRequest) -> HttpResponse:
    form = InvitationForm(request.POST)
    if form.is_valid():
        invite_member(project=request.project, by=request.user, **form.cleaned_data)
        messages.success(request, _("The invitation is ready. Send the link below to the person you invite."))
    else:
        messages.error(request, " ".join(form.errors.get("email", [])) or _("This role does not exist."))
    return redirect("members:list", request.project.slug)


@require_POST
@project_view(Permission.MANAGE_PROJECT)
def invitation_revoke(request: ProjectRequest, pk: int) -> HttpResponse:
    revoke_invitation(invitation=get_object_or_404(request.project.invitations, pk=pk), by=request.user)
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("members:list", request.project.slug)


@require_POST
@project_view(Permission.MANAGE_PROJECT)
def member_role(request: ProjectRequest, pk: int) -> HttpResponse:
    form = RoleForm(request.POST)
    membership = get_object_or_404(members_of(request.project), pk=pk)
    if form.is_valid():
        change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
        messages.success(request, _("%(name)s has another role now.") % {"name": membership.user})
    return redirect("members:list", request.project.slug)


@require_POST
@project_view(Permission.MANAGE_PROJECT)
def member_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(members_of(request.project), pk=pk)
    remove_member(membership=membership, by=request.user)
    messages.success(request, _("%(name)s left the study. All that they coded stays.") % {"name": membership.user})
    return redirect("members:list", request.project.slug)


@require_http_methods(["GET", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds the link, signed in or not; joining needs a sign-in."""
    found = get_object_or_404(Invitation.objects.select_related("project", "invited_by"), token=token)
    if request.method == "POST" and request.user.is_authenticated:
        accept_invitation(invitation=found, by=request.user)
        request.session.pop("invitation", None)
        messages.success(request, _("Welcome to %(study)s.") % {"study": found.project})
        return redirect(found.project)
    if found.is_open:
        request.session["invitation"] = token
    return render(request, "workbench/membership/invitation.html", {"invitation": found})
