"""The lake: files in a directory or a bucket, listed and read."""
