"""The monitoring programme: devices, enrolment, exit."""

from typing import NamedTuple


class Monitoring(NamedTuple):
    """The numbers of monitoring.yaml that no lever moves."""

    exit_ratio: float
    enrolment_hours: float
    alerts_per_device_week: float
    alert_hours: float
    lost_share: float
