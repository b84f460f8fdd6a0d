"""Title, authors, year, publisher, type and regions of a document, by voting rules."""
