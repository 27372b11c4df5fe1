"""The writer's files as books: every format becomes titled chapters of plain paragraphs."""
