"""Every coded word of the model, once.

Kernels, rules, tables and pictures all use these names. The order of a
member is part of stored results and of the keys of chance: add at the end.
"""

from enum import IntEnum

WEEKS_PER_YEAR = 365.25 / 7.0
DAYS_PER_WEEK = 7.0
MIDDLE_OF_WEEK = 0.5  # when what a server does once a week takes place


class Stage(IntEnum):
    """Where a case stands in law. ``CLOSED`` and ``PROSPECT`` are not on the docket."""

    NOT_FILED = 0  # waits for filing capacity
    DORMANT = 1  # no court case pending and none being prepared: closed administratively, appeal, parole, other
    PROCEEDINGS = 2
    FINAL_ORDER = 3
    CLOSED = 4
    PROSPECT = 5  # in local custody, never on the docket


class Custody(IntEnum):
    """How the person came into custody; NONE is not detained."""

    NONE = 0
    BORDER = 1
    JAIL = 2
    AT_LARGE = 3
    CHECK_IN = 4
    CHANCE = 5


class Impediment(IntEnum):
    """What keeps an order from being executed."""

    NONE = 0
    STAY = 1
    CLAIM = 2  # appeal or protection claim
    INFORMANT = 3
    COUNTRY = 4  # the country refuses
    LOCAL_CUSTODY = 5  # serving a sentence in local or federal custody


class Technology(IntEnum):
    """How a person is monitored."""

    NONE = 0
    APP = 1
    WRIST = 2
    ANKLE = 3
    OTHER = 4


class Country(IntEnum):
    """How quickly travel documents come."""

    QUICK = 0
    SLOW = 1
    REFUSED = 2


class Channel(IntEnum):
    """How a case entered the model; part of a case's name."""

    OPENING = 0
    BORDER = 1  # released onto the docket at the border
    INTERIOR = 2  # filed in the interior
    BORDER_CUSTODY = 3  # transferred by a border agency
    JAIL_NEW = 4  # locally arrested, never on the docket
    CHANCE_NEW = 5  # met by chance, never on the docket


class Task(IntEnum):
    """What an officer is assigned to."""

    DOCKET = 0
    DETAINED = 1
    AT_LARGE = 2
    JAIL = 3
    CHECK_IN_ARREST = 4
    REMOVAL = 5
    TRAINING = 6
    OTHER = 7


class Reason(IntEnum):
    """What an open case is waiting for: the first that matches."""

    FILING = 0
    HEARING = 1
    IMPEDIMENT_STAY = 2
    IMPEDIMENT_CLAIM = 3
    IMPEDIMENT_INFORMANT = 4
    IMPEDIMENT_COUNTRY = 5
    IMPEDIMENT_LOCAL_CUSTODY = 6
    CHECK_IN_HOURS = 7
    BED = 8
    ARREST_HOURS = 9
    DOCUMENT = 10
    SEAT = 11
    NOTHING = 12


class Priority(IntEnum):
    """Whom at-large teams look for first."""

    CONVICTED = 0
    FINAL_ORDER = 1
    MONITORED = 2
    EASIEST = 3


class Eligibility(IntEnum):
    """Whom the programme may enrol."""

    ALL = 0
    PROCEEDINGS = 1
    FINAL_ORDER = 2
    CONVICTED = 3


class OfficerStatus(IntEnum):
    """Where an officer is between application and departure."""

    VETTING = 0
    ACADEMY = 1
    FIELD_TRAINING = 2
    FULL = 3
    GONE = 4


class OfficerChannel(IntEnum):
    """How an officer came to the agency."""

    VETERAN = 0  # on board on the first day
    ACADEMY = 1
    REHIRE = 2
    LATERAL = 3
    REPLACEMENT = 4


class Decision(IntEnum):
    """Key of one draw. Four consecutive members share one block of chance."""

    # entry traits
    OFFICE = 0
    COUNTRY = 1
    SUSCEPTIBLE = 2
    DIFFICULTY = 3
    CONVICTED = 4
    DORMANT = 5
    COOPERATION = 6
    DUTY = 7
    # entry circumstances
    ENTRY_TIME = 8
    START_ABSCONDED = 9
    START_IMPEDED = 10
    START_CONTACT = 11
    START_TECHNOLOGY = 12
    START_CUSTODY = 13
    START_AGE = 14
    CHECK_IN_PHASE = 15
    # clocks
    IMPEDIMENT_CLOCK = 16
    STAGE_CLOCK = 17
    LOCAL_CLOCK = 18
    CLOSE_CLOCK = 19
    ENCOUNTER_CLOCK = 20
    CONTACT_CLOCK = 21
    DEPART_CLOCK = 22
    EXIT_CLOCK = 23
    STEP_CLOCK = 24
    # events
    IMPEDED = 28
    IMPEDIMENT_KIND = 29
    HEARING = 30
    HEARING_CLOSED = 31
    DETAINER = 32
    CONVICTION = 33
    CHECK_IN_ARREST = 34
    TECHNOLOGY = 35
    DEVICE_LOST = 36
    EXPEDITED = 37
    ARREST_TIME = 38
    THIRD_COUNTRY = 39
    # officers
    OFFICER_ATTRITION = 40
    OFFICER_GRADUATION = 41
    OFFICER_CHANNEL = 42
    OFFICER_OFFICE = 43
    # offices
    OFFICE_DOCKET = 44
    OFFICE_OFFICERS = 45
    OFFICE_COOPERATION = 46


class Lever(IntEnum):
    """Rows of the weekly lever table: ``DETENTION_BEDS`` is the quantity ``detention.beds``."""

    ABSCONDING_TAMPERING_CRIME = 0
    ARRESTS_PRIORITY = 1
    ARRESTS_LOCAL_COOPERATION_SHARE = 2
    ARRESTS_DETAINER_SHARE = 3
    ARRESTS_AT_CHECK_IN = 4
    ARRESTS_JAIL_NEW_PER_WEEK = 5
    CHECKINS_INTERVAL_WEEKS = 6
    CHECKINS_INTERVAL_MONITORED_WEEKS = 7
    CHECKINS_DORMANT_SHARE = 8
    CHECKINS_FOLLOW_UP_SHARE = 9
    COURTS_FILINGS_PER_WEEK = 10
    COURTS_JUDGES = 11
    COURTS_COMPLETIONS_PER_JUDGE_YEAR = 12
    COURTS_DETAINED_SHARE = 13
    COURTS_ORDER_SHARE = 14
    DEPARTURE_RATIO = 15
    DEPARTURE_INCENTIVE_USD = 16
    DETENTION_BEDS = 17
    DETENTION_BORDER_BOOK_INS_PER_WEEK = 18
    DETENTION_RELEASE_PER_BED_YEAR = 19
    HIRING_TARGET = 20
    HIRING_PACE_PER_WEEK = 21
    HIRING_REHIRE_SHARE = 22
    HIRING_LATERAL_SHARE = 23
    HIRING_ACADEMY_WEEKS = 24
    HIRING_ACADEMY_SEATS = 25
    HIRING_GRADUATION_SHARE = 26
    HIRING_TIME_TO_HIRE_WEEKS = 27
    INTAKE_BORDER_PER_WEEK = 28
    INTAKE_INTERIOR_PER_WEEK = 29
    MONITORING_ENROLMENTS_PER_WEEK = 30
    MONITORING_ANKLE_SHARE = 31
    MONITORING_WRIST_SHARE = 32
    MONITORING_ANKLE_DEVICES = 33
    MONITORING_WRIST_DEVICES = 34
    MONITORING_ELIGIBILITY = 35
    MONITORING_EXIT_PER_YEAR = 36
    OFFICERS_HEADCOUNT = 37
    OFFICERS_DOCKET_SHARE = 38
    OFFICERS_DETAINED_SHARE = 39
    OFFICERS_AT_LARGE_SHARE = 40
    OFFICERS_JAIL_SHARE = 41
    OFFICERS_CHECK_IN_ARREST_SHARE = 42
    OFFICERS_REMOVAL_SHARE = 43
    OFFICERS_TRAINING_SHARE = 44
    OFFICERS_OTHER_SHARE = 45
    OFFICERS_FLEXIBLE_SHARE = 46
    OFFICERS_DETAILED_FROM_OTHERS = 47
    REMOVAL_SEATS_PER_WEEK = 48
    REMOVAL_DIRECT_PER_WEEK = 49
    REMOVAL_DOCUMENT_SPEED_RATIO = 50
    REMOVAL_THIRD_COUNTRY_SHARE = 51
