"""What a script sends to the coding pages."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from workbench.web.errors import WorkbenchError


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return what a script sent as JSON, or a form as fields."""
    if request.content_type != "application/json":
        return request.POST
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise WorkbenchError(_("This request cannot be read. Reload the page and try again.")) from error
    return found if isinstance(found, dict) else {}


def refuse(form: forms.Form) -> NoReturn:
    """Say what a script sent that it should not have."""
    problems = "; ".join(f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())
    raise WorkbenchError(_("This cannot be saved (%(problems)s). Reload the page.") % {"problems": problems})
