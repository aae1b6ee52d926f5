"""Pages of evaluation written by hand."""
