"""How things are decided, whoever decides: built once, used by many programs."""
