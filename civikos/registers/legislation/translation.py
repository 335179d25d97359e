from modeltranslation.translator import TranslationOptions, register

from civikos.registers.legislation.models import ActKind, DocumentKind, Draft


@register((ActKind, DocumentKind))
class KindTranslation(TranslationOptions):
    fields = ("name",)


@register(Draft)
class DraftTranslation(TranslationOptions):
    fields = ("title", "note")
