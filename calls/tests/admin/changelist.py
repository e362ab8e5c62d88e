"""An action on rows of a list of the administration."""

from django.test import Client
from django.urls import reverse


def act(client: Client, name: str, action: str, *rows: object) -> str:
    answer = client.post(
        reverse(f"admin:calls_{name}_changelist"), {"action": action, "_selected_action": rows}, follow=True
    )
    return answer.content.decode()
