"""The Voices window: the writer's voices, new ones of the writer's books, and models taken in."""
