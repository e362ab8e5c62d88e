"""Fills the database of the environment with accounts, and prints how many milliseconds each request takes, as JSON."""

import json
import os
import random
import statistics
import time
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402  (models need the settings)
from django.utils import timezone  # noqa: E402

from calls.models import Connection, User, Worker  # noqa: E402
from calls.presence.connections import copy_sort_keys  # noqa: E402
from calls.presence.people_list import directory, listed_people  # noqa: E402

ACCOUNTS = int(os.environ["ACCOUNTS"])
#: One of so many is online.
ONLINE = 10
WORKERS = 2
TIMES = 7
BATCH = 2000
FIRST_NAMES = [
    "anna", "bob", "carla", "david", "emil", "frida", "georg", "hanna", "ida", "jan", "karl", "lena", "martin",
    "nora", "otto", "paula", "quentin", "rosa", "stefan", "tina", "ulla", "viktor", "wanda", "xaver", "yvonne",
    "zoe", "alice", "andrew", "barbara", "bettina", "brigitte", "christian", "dieter",
]  # fmt: skip
LAST_NAMES = [
    "albers", "berg", "conrad", "dietrich", "engel", "fischer", "graf", "huber", "imhof", "jung", "keller", "lang",
    "maier", "neumann", "ott", "peters", "quast", "richter", "schulz", "thoma", "ullrich", "vogt", "weber",
    "xanten", "yilmaz", "zeller", "becker", "braun", "arnold",
]  # fmt: skip
#: By the request's name: what is searched for, and the page.
REQUESTS = {
    "first page": ("", 1),
    "page 300": ("", 300),
    "search for one letter": ("a", 1),
    "two letters": ("an", 1),
    "three letters": ("ann", 1),
    "a first name": ("brigitte", 1),
    "a word that nobody has": ("qqqq", 1),
    "two words of two letters": ("an be", 1),
    "two single letters": ("a b", 1),
}


def fill(dice: random.Random) -> None:
    users = []
    for number in range(ACCOUNTS):
        first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
        name = f"{first}{last}{number}"
        display_name = f"{first.title()} {last.title()}"
        users.append(User(username=name, username_key=name, display_name=display_name, password="x"))
    User.objects.bulk_create(users, batch_size=BATCH)
    for start in range(0, ACCOUNTS, BATCH):
        directory.update_directory(users[start : start + BATCH])
    now = timezone.now()
    workers = [
        Worker.objects.create(pid=number, started=now, lease_until=now + timedelta(days=1)) for number in range(WORKERS)
    ]
    Connection.objects.bulk_create(
        [
            Connection(user=user, worker=workers[number % WORKERS], party=uuid4(), since=now)
            for number, user in enumerate(dice.sample(users, ACCOUNTS // ONLINE))
        ],
        batch_size=BATCH,
    )
    copy_sort_keys(Connection.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def milliseconds(viewer: int, query: str, page: int) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        found = directory.people(viewer, query, page)
        listed_people.entries(viewer, found.users, found.sections)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e3


def main() -> None:
    fill(random.Random(3))  # noqa: S311
    viewer = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    print(json.dumps({name: milliseconds(viewer, *request) for name, request in REQUESTS.items()}))


if __name__ == "__main__":
    main()
