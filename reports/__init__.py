"""Tables to charts to documents: thematic review, drop report, exports."""
