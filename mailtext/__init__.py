"""What a mail says: the words of its writer apart from quotes, signatures and notices, in the languages of the region. No Django."""
