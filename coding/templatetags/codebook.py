"""What templates ask of the codebook."""

from django import template

from coding.codebook.forms import HUES

register = template.Library()


@register.simple_tag
def hues() -> tuple[str, ...]:
    """Return the names of the 24 tints, in their order."""
    return HUES
