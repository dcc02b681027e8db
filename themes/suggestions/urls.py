"""Addresses of suggestions."""

from django.urls import path

from themes.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestion_list, name="list"),
    path("start/", views.suggestion_start, name="start"),
    path("merge/", views.suggestion_merge, name="merge"),
    path("<int:pk>/", views.suggestion_detail, name="detail"),
    path("<int:pk>/rename/", views.suggestion_rename, name="rename"),
    path("<int:pk>/reject/", views.suggestion_reject, name="reject"),
    path("<int:pk>/restore/", views.suggestion_restore, name="restore"),
]
