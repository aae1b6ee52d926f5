"""Clauses compared: which is never looser, which cannot both be kept, where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from rulebook.proofs.assuming import ANYTHING, Assumptions, CannotDecide
from rulebook.proofs.clauses import QUIET, Clause, clauses_of, confirmed, same_text
from rulebook.proofs.examples import examples
from rulebook.proofs.exploring import CALCULATED, Case, Dismissed, Explorer, Path
from rulebook.proofs.findings import Conflict, Difference, Looser, Proved, Undecided
from rulebook.proofs.known import Known, Literal, names_in
from rulebook.proofs.words import Region, region_of
from rulebook.rules import RuleSet, Verdict

UNCONFIRMED = "条件里有不能精确推算的部分，找到的反例未经实际判定证实"
Verdicts = tuple[Verdict, ...]


def never_looser(
    lower: RuleSet, upper: RuleSet, assume: Assumptions = ANYTHING
) -> tuple[Proved | Looser | Undecided, ...]:
    """For each clause of ``upper``, whether ``lower`` as a whole holds up what the clause does.

    Both sets judge the same act. "Hold up" is to stop the act, or at least to ask a reason where
    the upper clause asks one. An upper clause is proved, or facts are shown that it holds up and
    the whole lower set lets pass.
    """
    below = clauses_of(lower)
    return tuple(_against(clause, below, assume) for clause in clauses_of(upper))


def relaxations(
    lower: RuleSet, upper: RuleSet, assume: Assumptions = ANYTHING, *, applying: bool = False
) -> tuple[Proved | Looser | Undecided, ...]:
    """As `never_looser`, but matter by matter: a lower clause answers for what it is about.

    A lower clause is on the matter of an upper one when it reads all facts that the upper one is
    about: those of its actual value, else of its requirement. Where the lower set is silent, the
    upper clause goes on to judge by itself and cannot be relaxed; it is `Proved` by nobody. With
    ``applying`` it is silent, too, where the conditions of its clauses are not met.
    """
    below = clauses_of(lower)
    found: list[Proved | Looser | Undecided] = []
    for clause in clauses_of(upper):
        same = tuple(one for one in below if clause.matter <= one.matter | one.required)
        proved = _against(clause, same, assume, applying=applying) if same else None
        found.append(proved or Proved(clause.name))
    return tuple(found)


def _against(
    upper: Clause, lower: Sequence[Clause], assume: Assumptions, *, applying: bool = False
) -> Any:
    near = sorted(lower, key=lambda one: -len(one.required & upper.required))
    by = tuple(one.name for one in near if one.required & upper.required)

    def slips_through(case: Case) -> Verdicts:
        verdict = upper.verdict(case)
        weight = upper.weight(verdict)
        if weight == QUIET:
            raise Dismissed
        given = [verdict]
        for one in near:
            given.append(one.verdict(case))
            if one.weight(given[-1]) >= weight:
                raise Dismissed
        if applying and set(given[1:]) == {Verdict.NA}:
            raise Dismissed
        return tuple(given)

    try:
        path = Explorer(assume).first(slips_through)
        if path is None:
            return Proved(upper.name, by or tuple(one.name for one in near), str(assume))
        example = _example(path, (upper, *near))
    except CannotDecide as failure:
        return Undecided(f"{upper.name}与{'、'.join(by) or '下级标准'}的宽严", str(failure))
    kept = [(one, verdict) for one, verdict in zip(near, path.outcome[1:], strict=True)
            if one.required & upper.required]  # fmt: skip
    speaking = [pair for pair in kept if pair[1] is not Verdict.NA] or kept
    read = upper.facts.union(*(one.facts for one, _ in speaking))
    return Looser(
        *(upper.name, upper.words, path.outcome[0]),
        tuple(one.name for one, _ in speaking),
        tuple(one.words for one, _ in speaking),
        tuple(verdict for _, verdict in speaking),
        {name: value for name, value in example.items() if name in read},
        example,
    )


def _example(path: Path[Verdicts], clauses: Sequence[Clause]) -> Mapping[str, Any]:
    """Facts of a path, confirmed by the engine; `CannotDecide` otherwise."""
    pairs = list(zip(clauses, path.outcome, strict=True))
    for facts in examples(path.known):
        told = {name: value for name, value in facts.items() if not name.startswith(CALCULATED)}
        if all(confirmed(one, told, verdict) for one, verdict in pairs):
            return told
    raise CannotDecide(UNCONFIRMED)


def conflicts(
    first: RuleSet, second: RuleSet | None = None, assume: Assumptions = ANYTHING
) -> tuple[Conflict | Undecided, ...]:
    """Clauses of one act that cannot be kept together, and clauses nobody can keep.

    With ``second``: the clauses of ``first`` against its clauses; without: against each other.
    Two clauses conflict in a region of conditions where both apply and can be judged, and no value
    of the facts they require something of satisfies both.
    """
    ours = clauses_of(first)
    theirs = () if second is None else clauses_of(second)
    pairs = combinations(ours, 2) if second is None else product(ours, theirs)
    near = [(a, b) for a, b in pairs if a.required & b.required]
    asked = dict.fromkeys([*ours, *(b for _, b in near)])
    alone = {one: _torn(one, one, assume) for one in asked}
    torn = list(alone.values())
    torn += [_torn(a, b, assume) for a, b in near if alone[a] is None and alone[b] is None]
    return tuple(each for each in torn if each is not None)


def _torn(first: Clause, second: Clause, assume: Assumptions) -> Conflict | Undecided | None:
    try:
        found = _Tearing(first, second, Explorer(assume)).region()
    except CannotDecide as failure:
        names = f"{first.name}与{second.name}能否同时符合"
        return Undecided(names if first is not second else f"{first.name}能否符合", str(failure))
    if found is None:
        return None
    sides = (first.name, first.words, second.name, second.words)
    return Conflict(*sides, *found, alone=first is second)


Torn = tuple[Region, Mapping[str, Any]]


class _Tearing:
    """The search for conditions under which two clauses apply and cannot both be kept."""

    def __init__(self, first: Clause, second: Clause, explorer: Explorer) -> None:
        self.clauses = (first,) if first is second else (first, second)
        self.explorer = explorer
        self.matter = first.required | second.required

    def region(self) -> Torn | None:
        """The first such region with an example of facts that both judge."""
        seen: set[frozenset[Literal]] = set()
        for path in self.explorer.paths(self._both_judge):
            given = self._conditions(path)
            if frozenset(given) in seen:
                continue
            seen.add(frozenset(given))
            found = self._uncovered(given, path.known.types)
            if found is not None:
                return found
        return None

    def _both_judge(self, case: Case) -> Verdicts:
        """Dismisses cases in which one of the clauses does not apply or lacks facts to judge."""
        found: list[Verdict] = []
        for clause in self.clauses:
            found.append(clause.verdict(case))
            if found[-1] in (Verdict.NA, Verdict.UNKNOWN):
                raise Dismissed
        return tuple(found)

    def _both_kept(self, case: Case) -> bool:
        if not all(clause.verdict(case) is Verdict.PASS for clause in self.clauses):
            raise Dismissed
        return True

    def _conditions(self, path: Path[Any]) -> list[Literal]:
        """What the case says of conditions alone; `CannotDecide` where they mix with the matter."""
        own: list[Literal] = []
        for statement, truth in path.literals:
            measured = [self._measured(name, path.known) for name in names_in(statement)]
            if not any(measured):
                own.append((statement, truth))
            elif not all(measured):
                raise CannotDecide("条件与要求的数值相互牵连")
        return own

    def _measured(self, name: str, known: Known) -> bool:
        """Whether a fact, or one that a part is calculated from, is one of the matter."""
        part = known.calculated.get(name)
        return name in self.matter or (part is not None and not self.matter.isdisjoint(part.facts))

    def _uncovered(self, given: list[Literal], types: Mapping[str, Any]) -> Torn | None:
        """Conditions within ``given`` under which both cannot be kept; none if there are none."""
        path = self.explorer.first(self._both_kept, given, types)
        if path is None:
            shown = self.explorer.first(self._both_judge, given, types)
            if shown is None:
                return None
            return region_of(shown.known, given), _example(shown, self.clauses)
        more = self._conditions(path)
        for place, (statement, truth) in enumerate(more):
            narrower = [*given, *more[:place], (statement, not truth)]
            found = self._uncovered(narrower, path.known.types)
            if found is not None:
                return found
        return None


def difference(
    before: RuleSet, after: RuleSet, assume: Assumptions = ANYTHING
) -> tuple[Difference | Undecided, ...]:
    """Where two editions judge one act differently, as regions with both verdicts.

    Clauses that stand in both word for word, with the same values, are left aside; the others
    are taken together matter by matter, and the weightier verdict counts.
    """
    old, new = list(clauses_of(before)), list(clauses_of(after))
    for one in list(old):
        twin = next((other for other in new if same_text(one, other)), None)
        if twin is not None:
            old.remove(one)
            new.remove(twin)
    found: list[Difference | Undecided] = []
    for ours, theirs in _by_matter(old, new):
        found += _differing(ours, theirs, assume)
    return tuple(found)


Side = list[Clause]


def _by_matter(old: Side, new: Side) -> Iterator[tuple[Side, Side]]:
    """Clauses of both sides that are about a common fact, directly or through others."""
    groups: list[tuple[frozenset[str], Side]] = []
    for clause in (*old, *new):
        names, members = clause.matter, [clause]
        for group in [each for each in groups if not each[0].isdisjoint(names)]:
            groups.remove(group)
            names, members = names | group[0], [*group[1], *members]
        groups.append((names, members))
    for _, members in groups:
        yield [one for one in members if one in old], [one for one in members if one in new]


ORDER = (Verdict.BLOCK, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS, Verdict.NA)


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=ORDER.index, default=Verdict.NA)


def _differing(old: Side, new: Side, assume: Assumptions) -> Iterator[Difference | Undecided]:
    clauses = [*old, *new]
    names = tuple(dict.fromkeys(f"{one.name}（{one.rule.edition}）" for one in clauses))

    def judged(case: Case) -> Verdicts:
        return tuple(one.verdict(case) for one in clauses)

    def both(verdicts: Verdicts) -> tuple[Verdict, Verdict]:
        return _worst(verdicts[: len(old)]), _worst(verdicts[len(old) :])

    explorer = Explorer(assume)
    try:
        shown: list[list[Literal]] = []
        for path in explorer.paths(judged):
            before, after = both(path.outcome)
            if _loud(before) == _loud(after) or _within(path, shown):
                continue
            literals = _general(explorer, judged, both, path)
            shown.append(literals)
            region = region_of(path.known, literals)
            try:
                yield Difference(region, before, after, names, _example(path, clauses))
            except CannotDecide as failure:
                yield Undecided(f"{region}时{'、'.join(names)}的差别", str(failure))
    except CannotDecide as failure:
        yield Undecided(f"{'、'.join(names)}的差别", str(failure))


def _loud(verdict: Verdict) -> Verdict | None:
    """符合 and 不适用 are the same to whoever acts."""
    return None if verdict.quiet else verdict


def _within(path: Path[Any], shown: list[list[Literal]]) -> bool:
    """Whether a case lies in a region that was already shown."""
    return any(
        all(path.known.settled(statement) is truth for statement, truth in literals)
        for literals in shown
    )


def _general(
    explorer: Explorer,
    judged: Callable[[Case], Verdicts],
    both: Callable[[Verdicts], tuple[Verdict, Verdict]],
    path: Path[Verdicts],
) -> list[Literal]:
    """The case's literals without those that change nothing about how it is judged."""
    wanted = tuple(map(_loud, both(path.outcome)))
    kept = list(path.literals)
    for literal in path.literals:
        fewer = [one for one in kept if one != literal]
        cases = explorer.paths(judged, fewer, path.known.types)
        if all(tuple(map(_loud, both(one.outcome))) == wanted for one in cases):
            kept = fewer
    return kept
