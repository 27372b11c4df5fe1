"""The one place that holds Longhand's version; packaging, both processes and the wire read it."""

VERSION = "0.1.0"
