"""A dossier that somebody hands in: a file of strangers until it is checked."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from ballotbox import recount
from civikos.kernel.workflow.refusals import Refused

LARGEST = 25 * 1024 * 1024


class NotADossier(Refused):
    """Not a file of the program that opens the box."""

    code = "election.not_a_dossier"
    message = _("This is not a dossier. It is the file that “ballotbox open” writes.")


class DossierDisagrees(Refused):
    """The numbers in the dossier do not agree with one another."""

    code = "election.dossier_disagrees"
    message = _("The dossier cannot be right: %(fault)s")


def read_dossier(data: bytes) -> dict[str, Any]:
    """
    The dossier as plain values, counted again by the program that ships with it.

    Raises: NotADossier, DossierDisagrees.
    """
    if len(data) > LARGEST:
        raise NotADossier
    try:
        held = json.loads(data)
        if not isinstance(held, dict) or held["format"] != "ballotbox dossier 1":
            raise NotADossier
        fault = next(recount.faults_of(held), None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotADossier from None
    if fault is not None:
        raise DossierDisagrees(fault=fault)
    return held
