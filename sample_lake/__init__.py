"""Makes a lake of plausible Sparkify files, the same for the same seed."""
