"""The rules of the programme: pure functions over a dated, cited book of figures."""
