"""Invented organizations, people and texts that show every state of the platform. Nothing here is real but the places."""
