"""The steps from nothing to the tables of today, oldest first; each is a file in `versions`."""

REVISIONS = ("0001", "0002", "0003", "0004")
HEAD = REVISIONS[-1]
