"""The kit: what a second page needed too. In this release, the shared parts of templates."""
