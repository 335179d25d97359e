"""Addresses of the secretariat's pages."""

from django.urls import path

from civikos.kernel.mailroom import views

app_name = "mailroom"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("discard/", views.discard_several, name="discard_several"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/original/", views.original, name="original"),
    path("<int:pk>/files/<uuid:key>/", views.attachment, name="attachment"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/restore/", views.restore, name="restore"),
]
