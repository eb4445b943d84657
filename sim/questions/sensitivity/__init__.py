"""Which unknown numbers the answers depend on."""
