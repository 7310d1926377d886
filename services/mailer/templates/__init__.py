"""Templates: the words of the mails, per event and language."""
