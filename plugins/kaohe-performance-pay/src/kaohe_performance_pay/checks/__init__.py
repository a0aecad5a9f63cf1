"""What only a look across rows and tables can find (跨表检查)."""
