"""The front door of Kapocs: login, permissions, routing to the services and the web pages."""
