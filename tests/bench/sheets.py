"""How fast order sheets are read, the other process and all, and how a common library compares.

    python -m tests.bench.sheets [--rows 100000]

Each sheet has six columns like an export. Our time is from the bytes to the orders, with the start of the process that
reads and its checks. The library (openpyxl, read only) does nothing but hand over the amount of each row, in this
process; of text, the standard library's reader does the same.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from openpyxl import load_workbook

from bot.sheets.isolated import read_sheet
from bot.sheets.results import Orders
from tests.bot.sheets.making import xlsx

HEADER = ["订单号", "订单状态", "国家", "付款时间", "产品总金额", "订单金额"]
AMOUNT = 5
ROUNDS = 3


def rows(count: int) -> Iterator[list[str | float]]:
    """A header and so many orders."""
    yield list(HEADER)
    for number in range(count):
        yield [
            str(8_012_345_678_900_000 + number),
            "已完成",
            "ES",
            "2026-11-01 10:00",
            9.9,
            (number % 90_000 + 1) / 100,
        ]


async def main() -> None:
    """Make the sheets, read them, print."""
    count = _options().rows
    text = io.StringIO()
    csv.writer(text).writerows(rows(count))
    plain = text.getvalue().encode()
    packed = xlsx(rows(count))
    print(f"{count} orders; the best of {ROUNDS} rounds\n")
    ours = await _ours(packed, "orders.xlsx", count)
    theirs = _best(lambda: _with_openpyxl(packed), count)
    _show("XLSX", len(packed), ours, count, "openpyxl", theirs)
    ours = await _ours(plain, "orders.csv", count)
    theirs = _best(lambda: _with_csv(plain), count)
    _show("CSV", len(plain), ours, count, "csv", theirs)


async def _ours(content: bytes, name: str, count: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = await read_sheet(content, name)
        best = min(best, time.perf_counter() - began)
        assert isinstance(found, Orders)
        assert found.count == count
    return best


def _best(read: Callable[[], int], count: int) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert read() == count
        best = min(best, time.perf_counter() - began)
    return best


def _with_openpyxl(content: bytes) -> int:
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    return sum(Decimal(repr(row[AMOUNT])) > 0 for row in sheet.iter_rows(min_row=2, values_only=True))


def _with_csv(content: bytes) -> int:
    lines = csv.reader(io.StringIO(content.decode(), newline=""))
    next(lines)
    return sum(Decimal(row[AMOUNT]) > 0 for row in lines)


def _show(kind: str, size: int, ours: float, count: int, name: str, theirs: float) -> None:
    print(f"{kind:5} {size / 1e6:5.1f} MB   {ours:5.2f} s   {count / ours:9,.0f} rows/s", end="   ")
    print(f"{name} {theirs:5.2f} s, {theirs / ours:.1f} times ours")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
