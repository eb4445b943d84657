"""From an order to an officer at work."""

from typing import NamedTuple


class Hiring(NamedTuple):
    """The numbers of hiring.yaml that no lever moves."""

    short_course_weeks: float
    short_course_graduation_share: float
    time_to_rehire_weeks: float
    field_training_weeks: float
    field_training_short_weeks: float
    trainee_productivity: float
    trainer_per_trainee: float
