"""Order sheets that sellers export or keep: read in a process of their own, within bounds, down to amounts in fen."""
