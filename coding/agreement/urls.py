"""Addresses of agreement."""

from django.urls import path

from coding.agreement import views

app_name = "agreement"
urlpatterns = [
    path("agreement/", views.agreement_index, name="index"),
    path("agreement/<int:code>/", views.agreement_code, name="code"),
    path("agreement/<int:code>/passages/", views.agreement_passages, name="passages"),
]
