"""The entry of the page and the API."""
