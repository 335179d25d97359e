from modeltranslation.translator import TranslationOptions, register

from civikos.kernel.workdays.models import DayOff


@register(DayOff)
class DayOffTranslation(TranslationOptions):
    fields = ("name",)
