"""What templates of the watch need besides what every template has."""

from django import template

from civikos.kernel.catalog import registry

register = template.Library()


@register.simple_tag
def object_address(name: str) -> str:
    """The page of an object by its name: `recorded_case:7`, or a consultation run here."""
    return registry.address_of(name)
