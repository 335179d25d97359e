from django.urls import path

from civikos.kernel.audit import views

urlpatterns = [
    path("log/checkpoint", views.checkpoint, name="log_checkpoint"),
    path("log/entries", views.entries, name="log_entries"),
    path("log/key", views.verifier, name="log_key"),
]
