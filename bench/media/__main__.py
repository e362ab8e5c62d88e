"""`python -m bench.media`: a call on bad lines, beside a bare peer connection on the same lines. See README.md."""

import asyncio
import json
import os
from pathlib import Path

from .conditions import Options, options
from .report import report
from .results import Results
from .scenarios import Scenario
from .sources import flags
from .subjects import opened
from .testbed import Testbed

#: Where the samples go, for a closer look.
SAMPLES = Path(__file__).parents[2] / "var" / "bench-media"


async def measured(subject: str, testbed: Testbed, sources: list[str], chosen: Options) -> Results:
    results = Results(subject)
    async with opened(subject, testbed, sources) as opened_subject:
        scenario = Scenario(testbed, opened_subject, chosen, results)
        try:
            await scenario.run()
        finally:
            SAMPLES.mkdir(parents=True, exist_ok=True)
            (SAMPLES / f"{subject}.json").write_text(json.dumps(scenario.recorder.samples))
    return results


async def main() -> None:
    chosen = options()
    print(
        f"Line: 50 ms; {chosen.seconds:g} s each, {chosen.way}; voice: {chosen.voice}; "
        f"product: {os.environ.get('PRODUCT_ROOT') or 'this one'}"
    )
    testbed = Testbed()
    try:
        sources = flags(chosen.voice)
        print(report([await measured(subject, testbed, sources, chosen) for subject in chosen.subjects]))
    finally:
        testbed.stop()


if __name__ == "__main__":
    asyncio.run(main())
