"""What extractors see, as frozen, picklable records; one module a domain."""
