"""修订仿真: a candidate edition tried on the records of a period before anybody publishes it.

Receipts and refusals are tried with the facts they were judged by, ledgers with the facts they
have now. Each row is judged twice on the same facts: by the editions in force today for its unit,
and by the same with the candidate among them; the difference is what publishing would have changed.
Only the standards that the candidate touches are compared. Granted exceptions are left aside:
a clause that is excepted today would be so again.
"""
