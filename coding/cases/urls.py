"""Addresses of cases and variables."""

from django.urls import path

from coding.cases import views

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_list, name="list"),
    path("cases/variables/", views.variable_add, name="variable_add"),
    path("cases/<int:pk>/", views.case_detail, name="detail"),
]
