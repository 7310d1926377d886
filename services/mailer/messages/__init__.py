"""Messages: the mails themselves, from the queue to the mail server."""
