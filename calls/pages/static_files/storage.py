"""Static files under names that contain their hash, so that browsers can cache them forever."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import bundles


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    # Without bundles, native ES modules import each other: `import ... from "./negotiator.js"` is rewritten
    # to the hashed name, too.
    support_js_module_import_aggregation = True
    # A module's hash depends on the hashes of the modules that it imports. Each pass settles at least one
    # more level of imports; Django's five passes are too few for main.js.
    max_post_process_passes = 30

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Bundle first. Bundles are then hashed and compressed in place of the files that they contain."""
        made = {} if dry_run else bundles.make(paths, Path(self.location))
        #: The bundle of each file that is in one.
        self.bundle_of = {name: bundle for bundle, contents in made.items() for name in contents}
        rest = {name: source for name, source in paths.items() if name not in self.bundle_of}
        yield from super().post_process(rest | {name: (self, name) for name in made}, dry_run=dry_run, **options)

    def save_manifest(self) -> None:
        """A page that names a source file gets the bundle that contains it."""
        self.hashed_files |= {name: self.hashed_files[bundle] for name, bundle in self.bundle_of.items()}
        super().save_manifest()
