from modeltranslation.translator import TranslationOptions, register

from civikos.registers.organizations.models import Organization


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name",)
