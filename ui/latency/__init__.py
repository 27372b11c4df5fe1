"""How fast the window answers, measured while it is used, and what it costs."""
