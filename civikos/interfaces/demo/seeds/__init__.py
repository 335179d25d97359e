"""
The demo network: invented organizations and people, and six consultations that came about by the actions everybody uses.

`register` fills the register; `story` tells what happened, moment by moment up to the day of seeding; `material` holds the
texts.
"""

from civikos.interfaces.demo.seeds.load import AlreadyInUse, Loaded, is_loaded, load

__all__ = ["AlreadyInUse", "Loaded", "is_loaded", "load"]
