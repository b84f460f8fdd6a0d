"""Tests of how reports word things."""
