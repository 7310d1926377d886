"""The two ways from the outbox of one service to the inboxes of others: RabbitMQ, or within this process."""
