"""Records, the store, snapshots, selections, the codebook, configuration and errors."""
