"""The institution map: building it from documents, corrections and a registry, and correcting it."""
