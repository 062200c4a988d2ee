"""How the bot speaks to Telegram, and to the terminal that stands in for it."""
