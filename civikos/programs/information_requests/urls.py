"""Addresses of this app."""

from django.urls import URLPattern

app_name = "information_requests"
urlpatterns: list[URLPattern] = []
