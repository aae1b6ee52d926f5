"""The kit: what a second page needed too: parts of templates, findings as pages show them."""
