"""
Questions about consultations that pages and other programs ask; each page asks one or two of them.

`audience`: who is concerned. `room`: the reading room. `matrix`: points and answers. `delivery`: how sending stands.
`figures`: counts, standards, the report. `versions`: what changed, what became of each contribution.
"""
