"""The second step of sign-in: codes of an authenticator app, recovery codes and passkeys."""
