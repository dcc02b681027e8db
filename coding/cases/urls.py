"""Addresses of cases and variables."""

from django.urls import path

from coding.cases import group_views, import_views, table_views, variable_views, views

app_name = "cases"
urlpatterns = [
    path("cases/", table_views.case_list, name="list"),
    path("cases/add/", table_views.case_add, name="add"),
    path("cases/values/", table_views.save_cells, name="save"),
    path("cases/values/undo/", table_views.undo_cells, name="undo"),
    path("cases/<int:pk>/", views.case_detail, name="detail"),
    path("cases/<int:pk>/merge/", views.case_merge, name="merge"),
    path("cases/<int:pk>/unmerge/<int:event>/", views.case_unmerge, name="unmerge"),
    path("cases/<int:pk>/remove/", views.case_remove, name="remove"),
    path("cases/restore/<int:event>/", views.case_restore, name="restore"),
    path("cases/variables/", variable_views.variable_list, name="variables"),
    path("cases/variables/add/", variable_views.variable_add, name="variable_add"),
    path("cases/variables/<int:pk>/", variable_views.variable_detail, name="variable"),
    path("cases/variables/<int:pk>/values/", table_views.known_values, name="known"),
    path("cases/variables/<int:pk>/rename-value/", variable_views.value_rename, name="value_rename"),
    path("cases/variables/<int:pk>/merge/", variable_views.variable_merge, name="variable_merge"),
    path("cases/variables/<int:pk>/move/", variable_views.variable_move, name="variable_move"),
    path("cases/variables/<int:pk>/remove/", variable_views.variable_remove, name="variable_remove"),
    path("cases/variables/restore/<int:event>/", variable_views.variable_restore, name="variable_restore"),
    path("cases/groups/", group_views.group_list, name="groups"),
    path("cases/groups/sources/", group_views.group_sources, name="group_sources"),
    path("cases/import/", import_views.send_table, name="import"),
    path("cases/import/<uuid:batch>/", import_views.compare_table_page, name="compare"),
    path("cases/imported/<uuid:batch>/", import_views.imported, name="imported"),
    path("cases/undo/<int:event>/", import_views.take_back, name="take_back"),
    path("sources/<int:pk>/speakers/", views.voices, name="voices"),
]
