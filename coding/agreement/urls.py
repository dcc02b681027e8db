"""Addresses of agreement."""

from django.urls import path

from coding.agreement import breakdown_views, report_views, training_views, views

app_name = "agreement"
urlpatterns = [
    path("agreement/", views.agreement_index, name="index"),
    path("agreement/scale/", views.agreement_scale, name="scale"),
    path("agreement/places/", views.agreement_places, name="places"),
    path("agreement/pairs/", breakdown_views.agreement_pairs, name="pairs"),
    path("agreement/sources/", breakdown_views.agreement_sources, name="sources"),
    path("agreement/groups/", breakdown_views.agreement_groups, name="groups"),
    path("agreement/rounds/", breakdown_views.agreement_rounds, name="rounds"),
    path("agreement/report/", report_views.agreement_report_page, name="report"),
    path("agreement/training/", training_views.agreement_training, name="training"),
    path("agreement/training/places/", training_views.training_places, name="training_places"),
    path("agreement/training/<int:code>/", training_views.training_places, name="training_code"),
    path("agreement/<int:code>/", views.agreement_code, name="code"),
    path("agreement/<int:code>/passages/", views.agreement_passages, name="passages"),
]
