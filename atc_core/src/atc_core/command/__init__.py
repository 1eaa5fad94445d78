"""The command `atc-tune`, and what every command line of ours shares: :mod:`atc_core.command.terminal`."""
