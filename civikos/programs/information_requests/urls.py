"""Addresses of requests for documents. Fixed words come before `<pk>`."""

from django.urls import path

from civikos.programs.information_requests.views import (
    asking,
    batches,
    documents,
    following,
    lists,
    request,
    writing,
)

app_name = "information_requests"
urlpatterns = [
    path("", lists.list_page, name="list"),
    path("export.<str:format>", lists.export, name="export"),
    path("figures/", lists.figures_page, name="figures"),
    path("figures.<str:format>", lists.figures_export, name="figures_export"),
    path("new/", asking.new, name="new"),
    path("several/", batches.new, name="new_batch"),
    path("several/<int:pk>/", batches.batch, name="batch"),
    path("several/<int:pk>/send/", batches.send, name="send_batch"),
    path("calendar/", following.calendar_page, name="calendar"),
    path("calendar/<str:token>.ics", following.feed, name="feed"),
    path("addresses/", following.contacts, name="contacts"),
    path("addresses/<int:pk>/", following.contact, name="contact"),
    path("event/<int:pk>/", request.classify, name="classify"),
    path("event/<int:pk>/annul/", request.annul, name="annul"),
    path("letter/<int:pk>/", writing.letter, name="further"),
    path("letter/<int:pk>/<str:verb>/", writing.act, name="further_action"),
    path("letter/<int:pk>.<str:format>", writing.paper, name="further_paper"),
    path("document/<int:pk>/", documents.document, name="document"),
    path("document/<int:pk>/original/", documents.original, name="original"),
    path("document/<int:pk>/published.pdf", documents.published, name="published"),
    path("document/<int:pk>/page/<int:page>.png", documents.page_picture, name="page_picture"),
    path("document/<int:pk>/<str:verb>/", documents.act, name="document_action"),
    path("<int:pk>/", request.page, name="request"),
    path("<int:pk>/edit/", asking.edit, name="edit"),
    path("<int:pk>/send/", asking.send, name="send"),
    path("<int:pk>/discard/", asking.discard, name="discard"),
    path("<int:pk>/handed-in/", asking.handed_in, name="handed_in"),
    path("<int:pk>/letter.<str:format>", asking.paper, name="paper"),
    path("<int:pk>/deadlines.ics", following.deadlines, name="deadlines"),
    path("<int:pk>/event/", request.enter, name="enter"),
    path("<int:pk>/write/<str:kind>/", writing.write, name="write"),
    path("<int:pk>/file/", request.case_file, name="case_file"),
    path("<int:pk>/history/", request.history, name="history"),
    path("<int:pk>/document/", documents.add, name="add_document"),
    path("<int:pk>/<str:verb>/", request.act, name="action"),
]
