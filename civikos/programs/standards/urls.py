"""Addresses of the watch."""

from django.urls import path

from civikos.programs.standards.views import cases, reports, sheets, watch

app_name = "standards"
urlpatterns = [
    path("", watch.home, name="home"),
    path("ranking.<str:format>", watch.ranking_file, name="ranking_file"),
    path("years/", watch.years, name="years"),
    path("map/", watch.municipalities, name="map"),
    path("institution/<int:pk>/", watch.institution, name="institution"),
    path("list/", watch.yardsticks, name="yardsticks"),
    path("figures/", watch.yearly, name="yearly"),
    path("figures/<int:year>.<str:format>", watch.yearly_file, name="yearly_file"),
    path("cases/", cases.listing, name="cases"),
    path("cases.<str:format>", cases.listing_file, name="cases_file"),
    path("cases/new/", cases.record, name="record"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/edit/", cases.edit, name="edit_case"),
    path("cases/<int:pk>/<str:verb>/", cases.act, name="case_action"),
    path("sheets/", sheets.listing, name="sheets"),
    path("sheets/empty.xlsx", sheets.empty, name="empty_sheet"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/file/", sheets.file, name="sheet_file"),
    path("sheets/<int:pk>/left.csv", sheets.left, name="sheet_left"),
    path("sheets/<int:pk>/<str:verb>/", sheets.act, name="sheet_action"),
    path("reports/", reports.listing, name="reports"),
    path("reports/write/<int:year>/", reports.write, name="write_report"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/publish/", reports.publish, name="publish_report"),
    path("reports/<int:pk>/<uuid:key>/", reports.file, name="report_file"),
]
