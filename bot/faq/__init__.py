"""The answers a seller can look up: entries, the search that finds one, and the templates that write it."""
