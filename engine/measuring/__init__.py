"""How good a model is: measures of what it foresees and what it writes."""
