"""What is learned over a corpus: encoder, search index, topics, trends, networks."""
