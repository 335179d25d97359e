"""Rules about imports that are ours alone; `.importlinter` names them, `make check` runs them."""
