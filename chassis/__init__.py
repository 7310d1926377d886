"""The microservice chassis: mechanism shared by all services, with no business noun in it."""
