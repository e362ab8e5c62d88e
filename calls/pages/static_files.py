"""Static files under names that contain their hash, so that browsers can cache them forever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    # Rewrites `import ... from "./negotiator.js"` in native ES modules to the hashed names, too.
    support_js_module_import_aggregation = True
