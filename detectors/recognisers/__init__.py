"""One file a recogniser, one line each in `registry.RECOGNISERS`."""
