"""
The papers of a consultation: what is handed to an institution, and what comes back from it.

The package knows no database and needs no Django: it takes frozen rows and gives bytes, so that every paper can be made
and read in a child process. `docs/papers.md` describes the matrix in each form.
"""
