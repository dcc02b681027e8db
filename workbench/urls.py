"""Every address of the site."""

from django.urls import include, path

handler400 = "workbench.web.refusals.bad_request"
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("workbench.site_urls")),
    path("p/<slug:slug>/", include("workbench.project_urls")),
    path("p/<slug:slug>/", include("coding.urls")),
    path("p/<slug:slug>/", include("themes.urls")),
]
