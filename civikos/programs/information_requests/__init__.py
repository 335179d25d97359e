"""Requests for access to public documents, on the clock of the law."""
