"""TOML for people: reading it with places, turning it strictly into classes, its schema, its canonical text."""
