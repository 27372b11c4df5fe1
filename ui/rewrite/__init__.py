"""Rewrites of a passage: what is asked, what comes back, and what the writer makes of it."""
