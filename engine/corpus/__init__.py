"""The writer's books as a corpus: cleaned, without duplicates, split, and written to a folder."""
