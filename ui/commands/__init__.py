"""Commands by name, preferences, and the writer's own keys."""
