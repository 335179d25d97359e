"""The consultations of the program's own tests."""

from civikos.programs.consultations.tests.conftest import (
    answered,
    discussed,
    distributed,
    link_of,
    registered,
    submitted,
)

__all__ = ["answered", "discussed", "distributed", "link_of", "registered", "submitted"]
