"""Words for kinds of provisions in templates."""

from django import template

from civikos.registers.legislation import citation

register = template.Library()


@register.filter
def provision_word(kind: str, language: str) -> str:
    """`paragrafi`, `stav`, `paragraph`: the word for a kind of provision in a text language."""
    return citation.word_for(kind, language) or kind
