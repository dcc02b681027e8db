"""Addresses of what a study says of itself, below a project's."""

from django.urls import path

from coding.reporting import views

app_name = "reporting"
urlpatterns = [path("", views.methods, name="methods")]
