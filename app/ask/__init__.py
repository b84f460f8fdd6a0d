"""What a project answers; nothing here writes."""
