"""The two errors of this package."""


class StorageError(Exception):
    """The database cannot be used as it is.

    The message is one line for an operator: what happened, where, and what to do next. It never
    holds a password. Raised when a database is opened or upgraded, never by a query.
    """


class NotStored(LookupError):
    """A change was asked for something that is not stored under this chat.

    Also raised when it is stored under another chat: the caller cannot tell the two apart.
    """
