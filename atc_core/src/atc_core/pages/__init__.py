"""HTML pages that hold everything they need, for the report and for programs that are built on the core."""
