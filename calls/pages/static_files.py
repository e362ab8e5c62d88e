"""Static files under names that hold their hash, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    # Rewrites `import ... from "./peer.js"` in native ES modules to the hashed names, too.
    support_js_module_import_aggregation = True
