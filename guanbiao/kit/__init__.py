"""The kit: what a second page needed too: shared parts of templates, findings as pages show them."""
