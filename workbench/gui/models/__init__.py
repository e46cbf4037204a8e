"""View-models: they fold events and hold what is being edited; they know no widget."""
