"""Addresses of coding: sources and codings."""

from django.urls import include, path

from coding.codings import help_views, mark_views, views

_codings = [
    path("sources/<int:pk>/code/", views.source, name="source"),
    path("sources/<int:pk>/codings/", views.list_of_source, name="list_of_source"),
    path("sources/<int:pk>/codings.json", views.source_codings, name="source_codings"),
    path("sources/<int:pk>/done/", views.source_done, name="done"),
    path("sources/<int:pk>/again/", views.source_again, name="again"),
    path("sources/<int:pk>/uncoded/", mark_views.uncoded, name="uncoded"),
    path("codings/<uuid:pk>/", views.coding, name="coding"),
    path("codings/<uuid:pk>/remove/", views.remove, name="remove"),
    path("codings/<uuid:pk>/memo/", views.memo, name="memo"),
    path("codings/favourites/<int:number>/", help_views.favourite, name="favourite"),
    path("codings/likely.json", help_views.likely, name="likely"),
    path("codings/codes/", views.create_code, name="create_code"),
    path("codings/codes.json", views.codebook_now, name="codes"),
]

urlpatterns = [
    path("", include((_codings, "codings"))),
]
