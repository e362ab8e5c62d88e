"""`make messages`: brings the .po files up to date with the sources, and compiles the .mo files."""

from .files import DOMAINS, LOCALES, as_mo, as_po, missing, po_file, updated


def main() -> None:
    for locale in LOCALES:
        for domain in DOMAINS:
            catalogue, path = updated(locale, domain), po_file(locale, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(as_po(catalogue))
            path.with_suffix(".mo").write_bytes(as_mo(catalogue))
            print(f"{path.name} of {locale}: {len(catalogue)} texts, {len(missing(catalogue))} of them not translated")


if __name__ == "__main__":
    main()
