"""Addresses of rounds and of settling what coders differ in."""

from django.urls import path

from coding.reconciliation import views

app_name = "rounds"
urlpatterns = [
    path("rounds/", views.round_list, name="list"),
    path("rounds/new/", views.round_new, name="new"),
    path("rounds/<int:pk>/", views.round_detail, name="detail"),
    path("rounds/<int:pk>/open/", views.round_open, name="open"),
    path("rounds/<int:pk>/close/", views.round_close, name="close"),
    path("rounds/<int:pk>/reopen/", views.round_reopen, name="reopen"),
    path("rounds/<int:pk>/compare/", views.round_compare, name="compare"),
    path("rounds/<int:pk>/compare/<int:place>/", views.decide_place, name="decide"),
    path("rounds/<int:pk>/decisions/<int:decision>/withdraw/", views.decision_withdraw, name="withdraw"),
]
