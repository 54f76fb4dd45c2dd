"""The API, through HTTP and a database."""
