"""Questions about requests for documents: one module each; `clock` is pure and asks no database."""
