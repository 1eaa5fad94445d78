"""Returns, the signals of crossings, and the equity of trading them."""
