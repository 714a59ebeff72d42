"""The names' list, the sound of katakana and the network: made from open data by scripts that can be run again."""
