"""Addresses of the analyses."""

from django.urls import path

from coding.analysis import behind_views, views

app_name = "analysis"
urlpatterns = [
    path("analysis/", views.analysis_page, name="index"),
    path("analysis/passages/", behind_views.passage_list, name="passages"),
    path("analysis/cases/", behind_views.case_list, name="cases"),
    path("analysis/<slug:what>/", views.analysis_page, name="page"),
    path("analysis/<slug:what>/figure.svg", views.analysis_figure, name="figure"),
]
