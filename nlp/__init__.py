"""From documents to annotations: passages, institutions, people, places, ties, outcomes, acronyms, themes."""
