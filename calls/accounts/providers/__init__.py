"""Sign-in through providers: Google, Facebook, and others by OpenID Connect."""
