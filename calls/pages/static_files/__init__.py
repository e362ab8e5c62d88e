"""How pages get their scripts and style sheets."""
