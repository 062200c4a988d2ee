"""From a due moment to a message: scan, outbox, delivery, and the schedule that triggers them."""
