"""Addresses of bringing a survey in."""

from django.urls import path

from coding.surveys import views

app_name = "surveys"
urlpatterns = [
    path("sources/import/<uuid:batch>/survey/", views.mapping, name="mapping"),
    path("sources/import/<uuid:batch>/sheet/", views.sheet, name="sheet"),
    path("sources/questions/<int:pk>/remove/", views.question_remove, name="question_remove"),
    path("sources/mappings/", views.mappings, name="mappings"),
    path("sources/mappings/<int:pk>/rename/", views.mapping_rename, name="mapping_rename"),
    path("sources/mappings/<int:pk>/delete/", views.mapping_delete, name="mapping_delete"),
]
