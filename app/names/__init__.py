"""From a name that a user typed to what it means: a region, a document, an institution, a selection."""
