"""Things that happen by themselves: a threshold, a hazard of one's own, and a rate that many share."""

import math


class Path:
    """A rate shared by many, constant within a week, added up from time 0.

    ``advance`` opens the next week; values exist up to its end.
    """

    def __init__(self) -> None:
        self._sums = [0.0]
        self.end = 0.0  # the value at the end of the open week

    def advance(self, rate: float) -> None:
        """Open the next week, with this rate per week."""
        self.end += rate
        self._sums.append(self.end)

    def at(self, time: float) -> float:
        """The value at a time, at most the end of the open week."""
        week = min(int(time), len(self._sums) - 2)
        return self._sums[week] + (time - week) * (self._sums[week + 1] - self._sums[week])

    def when(self, value: float) -> float:
        """The time at which the path reached ``value``, at most ``end``."""
        week = len(self._sums) - 2
        while week > 0 and value <= self._sums[week]:
            week -= 1
        rate = self._sums[week + 1] - self._sums[week]
        return week + (value - self._sums[week]) / rate if rate > 0 else float(week)


class Clock:
    """One thing that will happen when ``hazard`` x the advance of ``path`` has used up ``left``.

    With a hazard of zero the clock stands still.
    """

    def __init__(self, left: float, hazard: float, path: Path, now: float) -> None:
        self.left = left
        self.hazard = hazard
        self.path = path
        self.since = now
        self._aim()

    def _aim(self) -> None:
        self.target = self.path.at(self.since) + self.left / self.hazard if self.hazard > 0 else math.inf

    def change(self, hazard: float, path: Path, now: float) -> None:
        """Go on from ``now`` with another hazard or path; what is left of the threshold is kept."""
        if hazard == self.hazard and path is self.path:
            return
        if self.hazard > 0:
            self.left = max(0.0, (self.target - self.path.at(now)) * self.hazard)
        self.hazard, self.path, self.since = hazard, path, now
        self._aim()

    def due(self) -> float:
        """The time of the event if it falls into the open week, its last moment included, else infinity."""
        return max(self.since, self.path.when(self.target)) if self.target <= self.path.end else math.inf
