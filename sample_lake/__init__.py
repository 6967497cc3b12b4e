"""Makes a lake of plausible Sparkify files, the same for the same seed."""

from sample_lake.files import LakeSummary
from sample_lake.lake import LakeError, make_lake

__all__ = ["LakeError", "LakeSummary", "make_lake"]
