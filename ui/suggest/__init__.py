"""When to ask for a suggestion, and what becomes of it."""
