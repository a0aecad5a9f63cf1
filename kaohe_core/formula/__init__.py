"""The formula tree and its renderings."""
