"""Mail that comes in: kept as it came, read in a limited child process, handed to the app that it answers."""
