"""Addresses of advice on codes."""

from django.urls import path

from themes.advice import views

app_name = "advice"
urlpatterns = [
    path("", views.page, name="page"),
    path("start/", views.start, name="start"),
    path("code/", views.code_passage, name="code"),
    path("dismiss/", views.dismiss, name="dismiss"),
]
