"""
Pages of a consultation, by who uses them.

`room` and `contributions`: members and the public. `officer`, `text`, `distribution`: the secretariat. `matrix` and
`papers`: the secretariat and the institution. `versions`: everybody.
"""
