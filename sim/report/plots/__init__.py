"""Pictures, from stored results only."""

from sim.report.plots.fans import fan_chart

__all__ = ["fan_chart"]
