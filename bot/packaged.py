"""The YAML files of the package, read by libyaml where PyYAML was built with it: at start that is most of the reading.

Files that people outside write are read elsewhere, more strictly and with better errors.
"""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_packaged(file: Traversable) -> Any:
    """What a file of the package holds."""
    return yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
