"""Pages of requests for documents: lists, asking, one request, letters, documents, several at once, what follows a person."""
