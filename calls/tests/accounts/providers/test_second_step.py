"""Another site that signs in does not replace the second step of this one."""

import pytest
from allauth.mfa.models import Authenticator
from pytest_django.asserts import assertRedirects

from calls.tests.accounts.providers.conftest import Visitor, account, link, signed_in
from calls.tests.harness.authenticator_app import code_of
from calls.tests.harness.identity_providers import OpenIDProvider

pytestmark = pytest.mark.django_db

KEY, STEP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "/accounts/second-step/sign-in/"


def test_a_sign_in_through_a_provider_needs_the_second_step(company: OpenIDProvider) -> None:
    company.add("second1")
    alice = account("alice")
    link(signed_in(alice), company, "second1")
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": KEY})
    visitor = Visitor()
    assertRedirects(visitor.sign_in(company, "second1"), STEP, fetch_redirect_response=False)
    assert visitor.name is None
    visitor.post(STEP, {"code": code_of(KEY)})
    assert visitor.name == "alice"
