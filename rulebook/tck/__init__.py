"""Runs the DMN Technology Compatibility Kit: ``python -m rulebook.tck DIR … --csv out.csv``."""
