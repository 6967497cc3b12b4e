"""`python -m local_redshift`."""

import sys

from .cli import main

sys.exit(main())
