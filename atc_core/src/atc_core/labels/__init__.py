"""Labelled data: values out of other libraries' containers, aligned by their labels, and results back into them."""
