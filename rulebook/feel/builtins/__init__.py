"""Built-in functions of FEEL (DMN 1.5, 10.3.4): signatures, and what they do."""
