"""What staff do at the desk: one verb, one file."""
