"""A worker of the product for which Google's and Facebook's servers are a stand-in (identity_providers.StandIn)."""

import os
import sys


def main() -> None:
    # First: it installs the reactor, as `serve` itself would.
    import videochat.serving.server  # noqa: F401  # isort: skip

    import django
    from django.core.management import execute_from_command_line

    django.setup()
    from allauth.socialaccount.providers.facebook import flows
    from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
    from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

    stand_in = os.environ["TEST_STAND_IN"]
    GoogleOAuth2Adapter.access_token_url = f"{stand_in}/google/token"
    FacebookOAuth2Adapter.access_token_url = f"{stand_in}/facebook/oauth/access_token"
    flows.GRAPH_API_URL = f"{stand_in}/facebook"
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
