"""Letter, annex and data of a position: frozen dataclasses in, bytes out."""
