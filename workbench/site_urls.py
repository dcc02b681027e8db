"""Addresses of the site and of every project; the apps add theirs in workbench.urls."""

from django.urls import include, path

from workbench.history import act_views
from workbench.history.views import event_list
from workbench.home.views import home
from workbench.membership import views

_projects = [
    path("", views.project_list, name="list"),
    path("new/", views.project_new, name="new"),
    path("p/<slug:slug>/", home, name="home"),
    path("p/<slug:slug>/settings/", views.project_settings, name="settings"),
    path("p/<slug:slug>/settings/archive/", views.project_archive, name="archive"),
]
_members = [
    path("", views.member_list, name="list"),
    path("invite/", views.member_invite, name="invite"),
    path("invitations/<int:pk>/revoke/", views.invitation_revoke, name="revoke_invitation"),
    path("<int:pk>/role/", views.member_role, name="role"),
    path("<int:pk>/remove/", views.member_remove, name="remove"),
]
_acts = [
    path("", act_views.acts, name="next"),
    path("undo/", act_views.undo, name="undo"),
    path("redo/", act_views.redo, name="redo"),
]

urlpatterns = [
    path("health/", views.health, name="health"),
    path("profile/", views.profile, name="profile"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("", include((_projects, "projects"))),
    path("p/<slug:slug>/members/", include((_members, "members"))),
    path("p/<slug:slug>/history/", include(([path("", event_list, name="list")], "history"))),
    path("p/<slug:slug>/acts/", include((_acts, "acts"))),
]
