"""Gives up what PostgreSQL must not have, then becomes it. A script: it imports nothing of ours.

    launch.py PARENT FOLDER IDENTITY SIGNAL COMMAND...

IDENTITY is `as-is`, `namespace:<uid>` (root of the machine, seen as <uid> by the server) or
`user:<uid>:<gid>`. FOLDER is entered while we still may, so that `/proc/self/cwd` names it even
where the folders above it are closed to the new identity. SIGNAL is what the kernel sends to the
server when PARENT dies.
"""

import ctypes
import os
import sys
from pathlib import Path

NEW_USER_NAMESPACE = 0x10000000
PARENT_DEATH_SIGNAL = 1
NAMESPACE_REFUSED = 71


def enter_namespace(uid):
    # Ids are read before: inside the namespace, until it is mapped, we are nobody.
    outside_user, outside_group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_USER_NAMESPACE) != 0:
        sys.exit(NAMESPACE_REFUSED)
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/gid_map").write_text(f"{uid} {outside_group} 1")
        Path("/proc/self/uid_map").write_text(f"{uid} {outside_user} 1")
    except OSError:
        sys.exit(NAMESPACE_REFUSED)


def become(uid, gid):
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent, last_signal):
    # After the change of identity, which would have cleared it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, last_signal)
        if os.getppid() != parent:
            sys.exit(1)


def main():
    parent, folder, identity, last_signal, *command = sys.argv[1:]
    os.chdir(folder)
    os.umask(0o077)
    kind, *ids = identity.split(":")
    if kind == "namespace":
        enter_namespace(int(ids[0]))
    elif kind == "user":
        become(int(ids[0]), int(ids[1]))
    die_with(int(parent), int(last_signal))
    os.execv(command[0], command)  # noqa: S606  no shell is the point


if __name__ == "__main__":
    main()
