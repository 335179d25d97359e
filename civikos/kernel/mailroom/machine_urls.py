"""Where a provider hands in mail: an address without a language."""

from django.urls import path

from civikos.kernel.mailroom import views

urlpatterns = [path("mail/in/<slug:provider>", views.hand_in, name="mail_in")]
