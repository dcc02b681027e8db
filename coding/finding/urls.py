"""Addresses of finding."""

from django.urls import path

from coding.finding import views

app_name = "finding"
urlpatterns = [
    path("find/", views.page, name="page"),
    path("find/code/", views.code, name="code"),
    path("find/in/<int:pk>/", views.in_source, name="in_source"),
]
