"""Places random calls while services fail; every call must end as its people wanted, or say why it did not."""
