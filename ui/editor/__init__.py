"""The text view and what it draws."""
