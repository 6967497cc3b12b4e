"""The command line of the flows: options, terminal display, exit codes."""
