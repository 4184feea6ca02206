"""Sessions of tests that were killed: what they left is swept up by one of those that follow."""

import tempfile
import time

import pytest

from entente.project import lock, testcluster


@pytest.fixture
def left(tmp_path, monkeypatch):
    """The folder of a killed session, where temporary folders lie."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / f"{testcluster.PREFIX}killed"
    (folder / "home" / "data").mkdir(parents=True)
    (folder / "owner").write_text("{}")
    return folder


def test_what_another_session_sweeps_up_is_left_to_it(left):
    """Two begin at the same moment and find the same remains."""
    other = lock.take(path=left / "owner", note={"process": "the other session"})
    testcluster.sweep()
    assert (left / "home" / "data").exists()

    other.release()
    testcluster.sweep()
    assert not left.exists()


def test_a_folder_that_is_being_made_has_a_minute_to_say_whose_it_is(left, monkeypatch):
    (left / "owner").unlink()
    testcluster.sweep()
    assert left.exists()

    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    testcluster.sweep()
    assert not left.exists()
