"""An ingest run: which files need work, the worker processes that do it, and what is compared afterwards."""
