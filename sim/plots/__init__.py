"""Pictures, from stored results only."""

from sim.plots.fans import fan_chart

__all__ = ["fan_chart"]
