"""`sekimori demo`: real transfers through the real proxy, between a made-up terminal and made-up sites, with each verdict checked."""
