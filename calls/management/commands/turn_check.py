"""`manage.py turn_check` tries the STUN and TURN servers, and says what to change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.network_check.check import ANSWER_SECONDS, check_servers
from calls.network_check.findings import Level, Report

SIGNS = {Level.OK: "ok    ", Level.NOTE: "note  ", Level.FAILED: "FAILED"}


class Command(BaseCommand):
    help = "Try each server of STUN_URLS and TURN_URLS, and relay data through it. The exit status is 1 if one fails."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--timeout",
            type=float,
            default=ANSWER_SECONDS,
            metavar="SECONDS",
            help=f"time limit for each answer, from 0.1 to 4 (default: {ANSWER_SECONDS:g})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seconds = options["timeout"]
        if not 0.1 <= seconds <= 4:
            raise CommandError(f"--timeout: {seconds:g} is not a number of seconds from 0.1 to 4")
        reports = check_servers(seconds)
        if not reports:
            raise CommandError("STUN_URLS and TURN_URLS are not set: there is nothing to check")
        for report in reports:
            self.write(report)
        broken = sum(not report.works for report in reports)
        if broken:
            raise CommandError(f"{broken} of {len(reports)} cannot be used as configured")
        self.stdout.write(self.style.SUCCESS("All of them work."))

    def write(self, report: Report) -> None:
        self.stdout.write(report.title)
        styles = {Level.OK: self.style.SUCCESS, Level.NOTE: self.style.WARNING, Level.FAILED: self.style.ERROR}
        for finding in report.findings:
            self.stdout.write(f"  {styles[finding.level](SIGNS[finding.level])}  {finding.text}")
            if finding.remedy:
                self.stdout.write(f"          {finding.remedy}")
