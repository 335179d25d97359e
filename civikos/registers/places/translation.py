from modeltranslation.translator import TranslationOptions, register

from civikos.registers.places.models import Place


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name",)
