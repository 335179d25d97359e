from modeltranslation.translator import TranslationOptions, register

from civikos.procedures.ballots.models import Election


@register(Election)
class ElectionTranslation(TranslationOptions):
    fields = ("title", "explanation")
