"""An answer beside the reference: what kind of thing it is, and whether it is right."""
