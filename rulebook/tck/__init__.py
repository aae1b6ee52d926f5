"""Runs the DMN Technology Compatibility Kit: ``python -m rulebook.tck DIR [DIR …] --csv out.csv``."""
