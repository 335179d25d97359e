"""Addresses of this app."""

from django.urls import URLPattern

app_name = "positions"
urlpatterns: list[URLPattern] = []
