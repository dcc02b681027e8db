"""Addresses of the themes app, below a project's."""

from django.urls import include, path

urlpatterns = [
    path("find/meaning/", include("themes.meaning.urls")),
    path("suggestions/", include("themes.suggestions.urls")),
    path("suggestions/codes/", include("themes.advice.urls")),
    path("themes/", include("themes.catalogue.urls")),
    path("matrix/", include("themes.matrices.urls")),
]
