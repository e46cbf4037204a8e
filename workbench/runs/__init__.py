"""What was done: run folders and their SQLite index. One writer, many readers. No torch, no Qt."""
