from modeltranslation.translator import TranslationOptions, register

from civikos.programs.standards.models import Standard


@register(Standard)
class StandardTranslation(TranslationOptions):
    fields = ("label", "explanation", "source")
