"""What Django's own list of precautions says of an instance that people reach over a network."""

import os
import subprocess
import sys

from entente.project.instance import ROOT


def test_the_deployment_check_is_clean(tmp_path):
    # Playwright sets a variable of Django's in the process of the tests.
    told = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("ENTENTE", "DJANGO"))
    }

    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"],
        cwd=tmp_path,
        env={
            **told,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "entente.project.settings",
            "ENTENTE_URL": "https://crm.example.com",
            "ENTENTE_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.returncode) == (
        "System check identified no issues (0 silenced).\n",
        0,
    ), done.stderr
