"""Values of FEEL as Python objects.

number ``Decimal`` (34 digits) · string ``str`` · boolean ``bool`` · null ``None`` · date
``datetime.date`` · time ``datetime.time`` · date and time ``datetime.datetime`` · days and time
duration ``datetime.timedelta`` · years and months duration `durations.Months` · list ``list`` ·
context ``dict`` · range `ranges.Range` · function `functions.Function`.

Where the standard library's types end (years beyond 1–9999, nanoseconds, durations beyond
999,999,999 days) the same values are `wide.WideDate`, `WideTime`, `WideDateTime` and
`WideDuration`; a value is wide only if it does not fit, so that equal values have one form.
"""
