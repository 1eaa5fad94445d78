"""The example of a ledger: it runs, the exact books balance to the cent, and the floats beside them do not."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "examples" / "ledger.py"


def row(text, name):
    """Both cells of a row of the table, decimals and floats."""
    found = re.search(rf"│ {re.escape(name)} +│ +(\S+) │ +(\S+) │", text)
    return [Decimal(cell.replace(",", "")) for cell in found.groups()]


def test_the_decimals_balance_and_the_floats_do_not():
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("realized − commissions − (cash − deposit + cost)", "money moved, by asset less by day"):
        exact, floats = row(done.stdout, name)
        assert exact == 0
        assert 0 < abs(floats) < Decimal("0.01")
    assert row(done.stdout, "closed positions that are not 0")[0] == 0
    assert row(done.stdout, "closed positions that are not 0")[1] > 100
    (exact, floats), (cash, other) = row(done.stdout, "commissions"), row(done.stdout, "cash at the end")
    count = row(done.stdout, "fills that pay another cent")[1]
    assert count > 0
    assert abs(exact - floats) >= Decimal("0.01")
    assert other - cash == exact - floats, "what was not charged is there"
