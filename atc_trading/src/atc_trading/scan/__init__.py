"""The command `atc-scan`: adaptive trend classification of every symbol in a file of prices."""
