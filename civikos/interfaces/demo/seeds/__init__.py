"""
The demo network: invented organizations and people, and seven consultations, one in every state and two with the members, that came about by the actions everybody uses.

`register` fills the register; `story` tells what happened, moment by moment up to the day of seeding; `material` holds the
texts.
"""

from civikos.interfaces.demo.seeds.load import AlreadyInUse, Loaded, is_loaded, load

__all__ = ["AlreadyInUse", "Loaded", "is_loaded", "load"]
