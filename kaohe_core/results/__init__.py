"""Results: an assessment written out, on the screen and as CSV, JSON, Parquet and payment file."""
