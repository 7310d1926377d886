"""People: those we talk to, inside organizations or on their own."""
