"""The first page a writer sees."""
