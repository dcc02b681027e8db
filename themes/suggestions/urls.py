"""Addresses of suggestions."""

from django.urls import path

from themes.suggestions import passage_views, views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestion_list, name="list"),
    path("start/", views.suggestion_start, name="start"),
    path("merge/", views.suggestion_merge, name="merge"),
    path("loose/", views.loose, name="loose"),
    path("similar/", views.similar, name="similar"),
    path("runs/<int:pk>/place/", passage_views.place, name="place"),
    path("runs/<int:pk>/code/", passage_views.code, name="code"),
    path("<int:pk>/", views.suggestion_detail, name="detail"),
    path("<int:pk>/rename/", views.suggestion_rename, name="rename"),
    path("<int:pk>/reject/", views.suggestion_reject, name="reject"),
    path("<int:pk>/restore/", views.suggestion_restore, name="restore"),
    path("<int:pk>/split/", views.suggestion_split, name="split"),
]
