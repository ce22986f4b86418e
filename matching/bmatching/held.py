"""Pairs that are no candidates although somebody stated them: banned and confirmed ones."""

from dataclasses import dataclass, field

Table = dict[int, dict[int, int]]


@dataclass(slots=True)
class Held:
    """Bans, confirmations, and the scores stated for such pairs; all by index, from both ends."""

    banned: dict[int, set[int]] = field(default_factory=dict)
    confirmed: Table = field(default_factory=dict)
    stated: Table = field(default_factory=dict)

    def number(self, v: int) -> int:
        """Return how many confirmed pairs v has."""
        return len(self.confirmed.get(v, ()))

    def is_banned(self, p: int, d: int) -> bool:
        """Tell whether the pair is banned."""
        return d in self.banned.get(p, ())

    def is_confirmed(self, p: int, d: int) -> bool:
        """Tell whether the pair is confirmed."""
        return d in self.confirmed.get(p, ())

    def confirmed_of(self, v: int) -> dict[int, int]:
        """Return score by partner of the confirmed pairs of v."""
        return self.confirmed.get(v, {})

    def keeps(self, v: int, u: int, score: int) -> bool:
        """Keep the score of a pair that is no candidate now; False where it is one."""
        if self.is_banned(v, u) or self.is_confirmed(v, u):
            _put(self.stated, v, u, score)
            return True
        return False

    def ban(self, p: int, d: int, score: int | None) -> None:
        """Ban a pair; `score` where it was a candidate."""
        self.banned.setdefault(p, set()).add(d)
        self.banned.setdefault(d, set()).add(p)
        if score is not None:
            _put(self.stated, p, d, score)

    def unban(self, p: int, d: int) -> int | None:
        """Allow a pair again; return the score it is stated with, where it is."""
        self.banned[p].discard(d)
        self.banned[d].discard(p)
        return _pop(self.stated, p, d)

    def confirm(self, p: int, d: int, score: int) -> None:
        """Confirm a candidate."""
        _put(self.confirmed, p, d, score)
        _put(self.stated, p, d, score)

    def unconfirm(self, p: int, d: int) -> tuple[int, int | None]:
        """Return the score the pair was confirmed with, and the one it is stated with now."""
        score = self.confirmed[p].pop(d)
        del self.confirmed[d][p]
        return score, _pop(self.stated, p, d)

    def forget_stated(self, v: int) -> None:
        """Forget what was stated for pairs of v."""
        for u in list(self.stated.get(v, ())):
            _pop(self.stated, v, u)

    def forget(self, v: int) -> None:
        """Forget everything of v."""
        self.forget_stated(v)
        for u in list(self.confirmed.get(v, ())):
            _pop(self.confirmed, v, u)
        for u in self.banned.pop(v, ()):
            self.banned[u].discard(v)


def _put(table: Table, a: int, b: int, score: int) -> None:
    table.setdefault(a, {})[b] = score
    table.setdefault(b, {})[a] = score


def _pop(table: Table, a: int, b: int) -> int | None:
    score = table.get(a, {}).pop(b, None)
    table.get(b, {}).pop(a, None)
    return score
