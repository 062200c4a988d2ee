"""The programme's inventory of statements and the program, held against each other both ways."""
