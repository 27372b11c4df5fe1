"""Shows what the engine was given for its last answer."""
