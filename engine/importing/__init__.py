"""From somebody else's checkpoint folder to a model of the user's: checks, cost, conversion."""
