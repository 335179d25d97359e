"""The language of the web for requests for documents."""
