"""Invented organizations, people and texts that show every state of the platform. Only the places are real."""
