"""The catalogues of translations: extracts the texts, updates the .po files, and compiles the .mo files."""
