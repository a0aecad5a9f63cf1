"""Papers (文书): what is hung out, signed, sent or filed, each said once and drawn as a page, as PDF and as a list."""
