"""What standards bring about: use, effect, samples, savings – and what should be revised."""
