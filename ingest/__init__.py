"""From files to documents: drops, PDF text and layout, other formats, metadata, references, duplicates."""
