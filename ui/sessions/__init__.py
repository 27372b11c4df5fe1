"""What outlives a window: recent files, places in texts, the session; and the windows together."""
