"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("workbench.site_urls")),
    path("p/<slug:slug>/", include("workbench.project_urls")),
    path("p/<slug:slug>/", include("coding.urls")),
    path("p/<slug:slug>/", include("themes.urls")),
]
