"""Text on disk: files, journal; pure Python without Qt."""
