"""
Questions about the standards of consultation.

`measuring`: the standards and rules in force, as they are measured by. `gathering`: facts of all consultations, recorded
here and run here. `watch`: ranking, records of institutions, years, standards. `yearly`: the five figures of the
Government's report. `cases`: recorded cases and sheets. `monitoring`: the network's own report.
"""

from civikos.programs.standards.queries.gathering import Source, add_source, facts_of
from civikos.programs.standards.queries.measuring import Ruler

__all__ = ["Ruler", "Source", "add_source", "facts_of"]
