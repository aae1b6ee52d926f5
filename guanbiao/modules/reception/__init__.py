"""Official receptions: letter, approval, filing, list, settlement."""
