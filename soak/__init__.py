"""Places random calls while services fail: each must end as its people wanted, or say why."""
