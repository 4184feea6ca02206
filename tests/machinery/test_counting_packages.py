"""The first start counts packages up to where it says, wherever they come from."""

import pytest

from entente.project import install

LOCK = """
click==8.5.1 \\
    --hash=sha256:aa
    # via granian
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:bb
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:cc
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
psycopg[binary]==3.3.9 \\
    --hash=sha256:ee
typing-extensions==4.16.0 \\
    --hash=sha256:ff
"""
TOLD = """
Looking in links: /srv/wheels
Ignoring numpy: markers 'python_full_version >= "3.12"' don't match your environment
Processing /srv/wheels/click-8.5.1-py3-none-any.whl (from -r base.lock (line 3))
Requirement already satisfied: numpy==2.4.6 in ./.venv/lib (from -r base.lock (line 5))
Collecting psycopg[binary]==3.3.9 (from -r base.lock (line 7))
  Downloading psycopg-3.3.9-py3-none-any.whl (200 kB)
Processing ./typing_extensions-4.16.0-py3-none-any.whl (from -r base.lock (line 9))
Installing collected packages: typing-extensions, psycopg, click
"""


def test_every_package_is_counted_whether_fetched_found_in_a_folder_or_here_already():
    names = [name for name in map(install.step, TOLD.splitlines()) if name]

    assert names == ["click", "numpy", "psycopg", "typing-extensions"]
    assert install.packages(LOCK) == len(names)


@pytest.mark.parametrize("line", ["", "Processing", "  Using cached click-8.5.1.whl", "Collecting"])
def test_other_lines_are_no_package(line):
    assert install.step(line) == ""
