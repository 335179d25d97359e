"""Addresses of this app."""

from django.urls import URLPattern

app_name = "standards"
urlpatterns: list[URLPattern] = []
