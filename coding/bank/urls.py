"""Addresses of the quotation bank, below a project's."""

from django.urls import path

from coding.bank import check_views, views

app_name = "bank"
urlpatterns = [
    path("", views.bank, name="list"),
    path("star/", views.star, name="star"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("attribution/", views.attribution, name="attribution"),
    path("manuscripts/", check_views.manuscripts, name="manuscripts"),
    path("manuscripts/<int:pk>/", check_views.report, name="report"),
    path("manuscripts/<int:pk>/used/", check_views.use_found, name="use_found"),
    path("manuscripts/<int:pk>/remove/", check_views.remove, name="remove_report"),
]
