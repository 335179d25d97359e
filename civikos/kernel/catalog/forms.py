"""How every form of the house is drawn: label above, help under it, errors at the top and at the field."""

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Django's own form rendering with our two templates."""

    form_template_name = "catalog/form.html"
    field_template_name = "catalog/field.html"
    bound_field_class = BoundField
