"""PDF text and layout: characters to words, lines, columns, blocks in reading order."""
