"""What talks: the Telegram bot, its handlers, alerts and transport."""
