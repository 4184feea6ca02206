"""Static files under hashed names, module imports inside them rewritten too."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

MAIN = "css/main.css"
IMPORT = re.compile(r'^@import url\("([\w./-]+)"\);\n', re.MULTILINE)


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Puts the style sheets that main.css imports into it, so that a page asks for one file."""

    support_js_module_import_aggregation = True
    manifest_strict = True

    def post_process(
        self, paths: dict[str, Any], *arguments: object, **options: object
    ) -> Iterator[Any]:
        """Hash what was collected, after main.css has taken in all others."""
        if MAIN in paths and Path(self.path(MAIN)).exists():
            together(Path(self.path(MAIN)))
            paths = {**paths, MAIN: (self, MAIN)}
        yield from super().post_process(paths, *arguments, **options)


def together(main: Path) -> None:
    """Replace each import of a style sheet by its text; addresses in it stay relative to main."""

    def text_of(found: re.Match[str]) -> str:
        return (main.parent / found[1]).read_text() + "\n"

    main.write_text(IMPORT.sub(text_of, main.read_text()))
