"""The wire protocol: messages, and how they become text and back."""
