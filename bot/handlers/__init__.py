"""One file for each thing a seller asks. A handler reads what was asked, lets `rules` decide, names a template."""
