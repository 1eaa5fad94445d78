"""What users report of other engines is a test here: the table of docs/execution.md, row by row."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (.+) \| (.+) \| `(test_\w+)` \|$", (ROOT / "docs/execution.md").read_text(encoding="utf-8"), re.MULTILINE
)
FILES = ("test_execution_orders.py", "test_execution_targets.py", "test_order_book.py")
DEFINITIONS = [
    node
    for name in FILES
    for node in ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8")).body
    if isinstance(node, ast.FunctionDef)
]


def test_there_is_a_table():
    assert len(ROWS) >= 26
    assert len({name for _, _, name in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("must", "reports", "name"), ROWS, ids=[name for _, _, name in ROWS])
def test_each_report_has_its_test(must, reports, name):
    said = [ast.get_docstring(node) or "" for node in DEFINITIONS if node.name == name]
    assert said, must
    missing = [number for number in re.findall(r"\d+", reports) if number not in " ".join(said)]
    assert not missing, f"{name} names no {missing}"
