"""Empty: Django makes permissions only for an app with such a module."""
