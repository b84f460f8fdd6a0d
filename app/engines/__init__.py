"""Engines run stages over documents: worker processes on this machine."""
