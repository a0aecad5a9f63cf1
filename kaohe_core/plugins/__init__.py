"""Plugins (插件): the hooks on one page, what plugins hand over, and the loader that finds, checks and stamps it."""
