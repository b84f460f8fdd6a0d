"""Tests of the model of a report."""
