from modeltranslation.translator import TranslationOptions, register

from civikos.registers.topics.models import Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)
