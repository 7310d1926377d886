"""Customer service: tickets with their conversations, and the knowledge base."""
