"""Compares this engine with others on one model, one machine and in one run."""
