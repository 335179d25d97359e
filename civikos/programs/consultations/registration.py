"""What consultations tell the rest of the house: their name in links, their place in the menu, what waits for whom."""


def register() -> None:
    """Called once, when the app is ready."""
