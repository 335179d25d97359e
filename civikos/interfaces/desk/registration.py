"""What the desk tells the rest of the house: addresses that wait for a hub's coordinator."""

from civikos.kernel.catalog import registry


def register() -> None:
    """Called once, when the app is ready."""
    from civikos.interfaces.desk.queries import broken_addresses_wait

    registry.add_waiting(broken_addresses_wait)
