"""Papers of requests: the letter as PDF and DOCX, the calendar, the redacted copy. Plain values in, bytes out; no database."""
