"""Modules of `rules` that are imported as something else than what their files hold."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

RECORDER = "__called__"
"""The builtin that a module from `recording` tells of each function's call, as `module:function`."""

Rewrite = Callable[[str, str], "str | ast.Module | None"]
"""What to import for a module's name and source; None for the source as it is."""


class Rewritten(MetaPathFinder):
    """Finds the modules of `rules` under the current folder; to be the first that is asked."""

    def __init__(self, rewrite: Rewrite) -> None:
        self._rewrite = rewrite

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Of a module that is rewritten."""
        file = Path(name.replace(".", "/") + ".py").resolve()
        if not name.startswith("rules.") or not file.exists():
            return None
        content = self._rewrite(name, file.read_text("utf-8"))
        if content is None:
            return None
        return spec_from_file_location(name, file, loader=_Loader(name, str(file), content))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, content: str | ast.Module) -> None:
        super().__init__(name, path)
        self._content = content

    def get_code(self, fullname: str) -> CodeType:
        """Without a look at what was compiled before."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return compile(self._content, self.path, "exec", dont_inherit=True)


def recording(name: str, source: str) -> ast.Module:
    """The module with a call of RECORDER at the beginning of each function and method."""
    tree = ast.parse(source)
    _record(tree.body, f"{name}:")
    return ast.fix_missing_locations(tree)


def _record(body: Sequence[ast.stmt], prefix: str) -> None:
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            _record(statement.body, f"{prefix}{statement.name}.")
        elif isinstance(statement, ast.FunctionDef):
            after_docstring = ast.get_docstring(statement) is not None
            told = ast.parse(f"{RECORDER}({prefix + statement.name!r})").body
            statement.body[after_docstring:after_docstring] = told
