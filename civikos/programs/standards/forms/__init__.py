"""The language of the web: filters of the watch, a consultation recorded by hand, sheets, words before a report."""
