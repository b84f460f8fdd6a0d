"""The records that flow, the store, snapshots, selections, the codebook, configuration and errors."""
