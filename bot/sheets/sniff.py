"""What a file really is, by its bytes and never by its name; and whether unpacking it would be too much."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from bot.sheets.limits import Limits
from bot.sheets.results import Kind, Refusal

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The old container of XLS, DOC and PPT, and of encrypted XLSX."""

_SIGNATURES: tuple[tuple[bytes, Refusal], ...] = (
    (b"%PDF", Refusal.PDF),
    (b"\x89PNG", Refusal.IMAGE),
    (b"\xff\xd8\xff", Refusal.IMAGE),
    (b"GIF8", Refusal.IMAGE),
    (b"BM", Refusal.IMAGE),
    (b"II*\x00", Refusal.IMAGE),
    (b"MM\x00*", Refusal.IMAGE),
    (b"Rar!", Refusal.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Refusal.ARCHIVE),
    (b"\x1f\x8b", Refusal.ARCHIVE),
    (b"{\\rtf", Refusal.DOCUMENT),
    (b"MIME-Version:", Refusal.WEB_PAGE),
)
_STREAMS: dict[str, Kind | Refusal] = {
    "EncryptedPackage": Refusal.ENCRYPTED,
    "WordDocument": Refusal.DOCUMENT,
    "PowerPoint Document": Refusal.DOCUMENT,
    "Workbook": Kind.XLS,
    "Book": Kind.XLS,
}
_ENDINGS = {
    "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX,
    "xls": Kind.XLS,
    "ods": Kind.ODS,
    "csv": Kind.TEXT,
    "tsv": Kind.TEXT,
    "tab": Kind.TEXT,
    "txt": Kind.TEXT,
}
_HEAD_BYTES = 1_000_000
_ENCRYPTED_PART = 0x1


def kind_of(content: bytes, limits: Limits) -> Kind | Refusal:
    """What the file is; `Kind.TEXT` only says that it is nothing else that is known."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Refusal.EMPTY
    if content.startswith(_ZIP):
        return _packed(content, limits)
    if content.startswith(_COMPOUND):
        return _compound(content)
    if content[:4] == b"RIFF" or content[4:8] == b"ftyp":
        return Refusal.IMAGE
    for signature, refusal in _SIGNATURES:
        # Two letters alone are also how a text may begin.
        if content.startswith(signature) and (len(signature) > 2 or b"\x00" in content[:64]):
            return refusal
    return Kind.TEXT


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, without its dot; "" for none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")[:8]


def is_misnamed(ending: str, kind: Kind) -> bool:
    """Whether an ending that is known promises another kind."""
    return _ENDINGS.get(ending, kind) is not kind


def _compound(content: bytes) -> Kind | Refusal:
    """By the names of its streams, which the container's directory holds as UTF-16."""
    for name, found in _STREAMS.items():
        if name.encode("utf-16-le") + b"\x00\x00" in content:
            return found
    return Refusal.NOT_A_SHEET


def _packed(content: bytes, limits: Limits) -> Kind | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _parts(packed, limits)
    except Exception:  # a damaged directory comes up in a dozen ways
        return Refusal.BROKEN


def _parts(packed: zipfile.ZipFile, limits: Limits) -> Kind | Refusal:
    """Nothing is unpacked before the directory has been found harmless. A directory may lie: memory is bounded too."""
    parts = packed.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & _ENCRYPTED_PART for part in parts):
        return Refusal.ENCRYPTED
    if (
        len(parts) > limits.parts
        or sum(part.file_size for part in parts) > limits.unpacked_bytes
        or any(
            part.file_size > limits.small_part_bytes
            and part.file_size > limits.packed_ratio * max(1, part.compress_size)
            for part in parts
        )
    ):
        return Refusal.TOO_BIG
    if any(name.endswith("workbook.bin") for name in names):
        return Refusal.BINARY_SHEET
    if any(name.endswith("workbook.xml") for name in names):
        return Kind.XLSX
    if "mimetype" in names:
        return _open_document(packed)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return Refusal.DOCUMENT
    return Refusal.ARCHIVE


def _open_document(packed: zipfile.ZipFile) -> Kind | Refusal:
    if b"opendocument.spreadsheet" not in _head(packed, "mimetype"):
        return Refusal.DOCUMENT
    if b"encryption-data" in _head(packed, "META-INF/manifest.xml"):
        return Refusal.ENCRYPTED
    return Kind.ODS


def _head(packed: zipfile.ZipFile, name: str) -> bytes:
    if name not in packed.namelist():
        return b""
    with packed.open(name) as part:
        return part.read(_HEAD_BYTES)
