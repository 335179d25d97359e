"""What organizations tell the rest of the house: what they hold about a person."""


def register() -> None:
    """Called once, when the app is ready."""
    from civikos.kernel.privacy.registry import Holder, add_holder
    from civikos.registers.organizations import actions, queries

    add_holder(Holder("organizations", queries.copy_of_person, actions.forget_person))
