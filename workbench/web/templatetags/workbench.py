"""Template helpers used on every page."""

from django import template

register = template.Library()


@register.filter
def get(mapping: dict, key: object) -> object:
    """Return mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def decimals(value: float | None, places: int = 2) -> str:
    """Format a coefficient; an undefined one is shown as such, never as a number."""
    return "undefined" if value is None else f"{value:.{places}f}"


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """Format a share as a percentage."""
    return "undefined" if value is None else f"{100 * value:.{places}f} %"
