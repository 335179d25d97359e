from modeltranslation.translator import TranslationOptions, register

from civikos.kernel.rulebook.models import Rule


@register(Rule)
class RuleTranslation(TranslationOptions):
    fields = ("note", "source")
