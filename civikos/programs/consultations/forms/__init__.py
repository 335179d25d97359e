"""What people type on the pages of a consultation, by who types it."""
