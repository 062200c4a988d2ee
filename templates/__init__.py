"""What people read: message and answer templates, and the words the parsers know."""
