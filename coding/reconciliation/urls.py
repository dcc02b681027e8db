"""Addresses of rounds and of settling what coders differ in."""

from django.urls import path

from coding.reconciliation import compare_views, decision_views, note_views, place_views, plan_views, staff_views, views

app_name = "rounds"
urlpatterns = [
    path("rounds/", views.round_list, name="list"),
    path("rounds/new/", views.round_new, name="new"),
    path("rounds/plan/", plan_views.plan, name="plan"),
    path("rounds/sample-size/", plan_views.sample_size, name="sample_size"),
    path("rounds/<int:pk>/", views.round_detail, name="detail"),
    path("rounds/<int:pk>/rename/", staff_views.round_rename, name="rename"),
    path("rounds/<int:pk>/cancel/", staff_views.round_cancel, name="cancel"),
    path("rounds/<int:pk>/coders/add/", staff_views.coder_add, name="add_coder"),
    path("rounds/<int:pk>/sources/add/", staff_views.source_add, name="add_source"),
    path("rounds/<int:pk>/remove/", staff_views.part_remove, name="remove"),
    path("rounds/<int:pk>/hand-in/", staff_views.round_hand_in, name="hand_in"),
    path("rounds/parts/<int:part>/ask/", staff_views.request_ask, name="ask"),
    path("rounds/requests/<int:pk>/withdraw/", staff_views.request_withdraw, name="withdraw_request"),
    path("rounds/requests/<int:pk>/answer/", staff_views.request_answer, name="answer_request"),
    path("rounds/<int:pk>/open/", views.round_open, name="open"),
    path("rounds/<int:pk>/close/", views.round_close, name="close"),
    path("rounds/<int:pk>/reopen/", views.round_reopen, name="reopen"),
    path("rounds/<int:pk>/compare/", compare_views.round_compare, name="compare"),
    path("rounds/<int:pk>/compare/<int:place>/", decision_views.decide_place, name="decide"),
    path("rounds/<int:pk>/places/", place_views.place_list, name="places"),
    path("rounds/<int:pk>/places/decide/", decision_views.decide_places, name="decide_places"),
    path("rounds/<int:pk>/places/discuss/", decision_views.discuss_places, name="discuss"),
    path("rounds/<int:pk>/discussions/<int:discussion>/answer/", decision_views.discussion_answer, name="answer"),
    path("rounds/<int:pk>/discussions/<int:discussion>/end/", decision_views.discussion_end, name="end_discussion"),
    path("rounds/<int:pk>/confusion/", place_views.confusion_page, name="confusion"),
    path("rounds/<int:pk>/mine/", place_views.own_decisions, name="mine"),
    path("rounds/<int:pk>/decisions/<int:decision>/withdraw/", decision_views.decision_withdraw, name="withdraw"),
    path("rounds/notes/", note_views.note_list, name="notes"),
    path("rounds/notes/<int:note>/", note_views.note_answer, name="note_answer"),
    path("rounds/notes/<int:note>/aside/", note_views.note_aside, name="note_aside"),
]
