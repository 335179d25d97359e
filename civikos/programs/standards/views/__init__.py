"""
Pages of the watch. `watch`: ranking, years, map, institutions, standards, the five figures. `cases`: consultations, run here or
recorded. `sheets`: taking rows over. `reports`: the network's own report.
"""
