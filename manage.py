#!/usr/bin/env python
"""Django's command line for this project."""

import errno
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videochat.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        from videochat.database.probe import connection_problem

        if problem := connection_problem():
            sys.exit(f"videochat: DATABASE_URL: the database cannot be reached: {problem}")
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit(f"videochat: {error.filename or 'a file'} cannot be written: {error.strerror}")
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and error.filename:
            sys.exit(f"videochat: {error.filename}: {error.strerror}")
        raise


if __name__ == "__main__":
    main()
