"""Addresses of the demo; every one of them is absent (404) unless this is a demo."""

from django.urls import path

from civikos.interfaces.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("as/<str:key>/", views.sign_in_as, name="sign_in_as"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", views.mail, name="mail"),
    path("mailbox/<str:name>/<int:number>/", views.attachment, name="attachment"),
    path("files/", views.files, name="files"),
    path("files/<str:name>", views.file, name="file"),
]
