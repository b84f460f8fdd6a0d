"""The commands of `wr`, by what they are for."""
