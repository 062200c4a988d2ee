"""What the bot remembers: tables, migrations and the queries over them."""
