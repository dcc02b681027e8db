"""Addresses of bringing a survey in."""

from django.urls import path

from coding.surveys import views

app_name = "surveys"
urlpatterns = [
    path("sources/import/<uuid:batch>/survey/", views.mapping, name="mapping"),
]
