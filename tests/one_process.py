"""For files whose tests change nothing that later ones see: they decide in one process.

A new one for each test takes 10 ms of looking for plugins, and there are 20 000 such tests.
"""

import pytest

from atc_core.choice import Choice
from atc_core.process import PROCESS


@pytest.fixture(autouse=True, scope="module")
def fresh_process(tmp_path_factory):
    """The tests of a file decide from the shipped default."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("configuration")))
        PROCESS.invalidate(Choice())
        yield
    PROCESS.invalidate(Choice())
