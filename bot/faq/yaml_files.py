"""Reads the FAQ's YAML files; whatever is wrong with one becomes a single line that names the file."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

import yaml

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class EntriesError(Exception):
    """The FAQ's files are malformed or contradict each other. One line: file, what is wrong, what to do."""


class _StrictLoader(_BASE):  # type: ignore[misc]
    """The safe loader, which refuses a key given twice instead of keeping the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key '{key_node.value}' is given twice")
            seen.add(key_node.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_yaml(file: Traversable) -> dict[str, Any]:
    """A file's mapping. Raises EntriesError for a missing file, text that is not UTF-8, bad YAML or another shape."""
    try:
        content = yaml.load(file.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise EntriesError(f"{file}: cannot be read ({error.strerror}); restore it from the package") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EntriesError(f"{file}: not valid YAML ({' '.join(str(error).split())}); mend that line") from None
    if not isinstance(content, dict):
        raise EntriesError(f"{file}: holds no keys; write 'key: value' lines")
    return content
