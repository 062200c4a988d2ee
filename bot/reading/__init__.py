"""Readers of what sellers write: amounts, rates, tracking numbers, dates. Pure; they never raise on any text."""
