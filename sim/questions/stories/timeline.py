"""Single cases as a timeline: a lane for each, coloured by what it waited for, with signs for what happened."""

from collections.abc import Sequence
from datetime import date

from matplotlib import dates as mdates
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim import calendar
from sim.questions.stories.happenings import Happening
from sim.questions.stories.lives import Life, Wait
from sim.report.plots import style
from sim.vocabulary import Reason

_COLOURS: dict[Reason, tuple[str, str]] = {
    Reason.FILING: (style.SKY, "filing"),
    Reason.HEARING: (style.BLUE, "hearing"),
    Reason.CHECK_IN_HOURS: (style.YELLOW, "docket officer"),
    Reason.BED: (style.PURPLE, "bed"),
    Reason.ARREST_HOURS: (style.VERMILLION, "at-large team"),
    Reason.DOCUMENT: (style.ORANGE, "document, seat"),
    Reason.SEAT: (style.ORANGE, "document, seat"),
    Reason.NOTHING: (style.LIGHT, "nothing due, casework"),
}
_IMPEDED = (style.GREEN, "stay, claim, country")
_SIGNS: dict[Happening, tuple[str, str]] = {
    Happening.ORDERED: ("v", "ordered removed"),
    Happening.ORDERED_IN_ABSENTIA: ("v", "ordered removed"),
    Happening.AGENCY_ORDER: ("v", "ordered removed"),
    Happening.LOST_CONTACT: ("x", "lost contact"),
    Happening.BOOKED_IN: ("o", "detained"),
    Happening.RELEASED: ("^", "released"),
    Happening.REMOVED: ("s", "removed"),
    Happening.DEPARTED: ("D", "left, closed"),
    Happening.CLOSED_BY_COURT: ("D", "left, closed"),
    Happening.OTHER_CLOSURE: ("D", "left, closed"),
}
_LANE_INCHES = 0.42
_LANE = 0.5  # of the height between two cases; the rest is for signs and air
_FRAME_INCHES = 1.9  # title, axis and legend


def timeline(lives: Sequence[Life], title: str) -> style.Picture:
    """A lane for each case: colours are what it waited for (hatched: detained), signs are what happened.

    ``title``: the scenario and draw that the cases are from.
    """
    size = (8.4, _FRAME_INCHES + _LANE_INCHES * max(len(lives), 2))
    with style.drawing():
        picture, axes = style.blank(f"Single simulated cases: {title}", "", size)
        bottom = 1.15 / size[1]
        axes.set_position((0.2, bottom, 0.78, 1 - bottom - 0.6 / size[1]))
        waits: dict[str, Patch] = {}
        signs: dict[str, Line2D] = {}
        for lane, life in enumerate(lives):
            for wait in life.waits:
                colour, label = _IMPEDED if _is_impediment(wait) else _COLOURS[wait.reason]
                hatch = "////" if wait.detained else ""
                start, end = (mdates.date2num(calendar.date_of(week)) for week in (wait.first, wait.end))
                axes.broken_barh(
                    [(start, end - start)],
                    (lane - _LANE / 2, _LANE),
                    facecolor=colour,
                    hatch=hatch,
                    edgecolor=style.BLACK if hatch else "none",
                    linewidth=0,
                )
                waits.setdefault(label, Patch(facecolor=colour, label=label))
                if hatch:
                    waits.setdefault("detained", Patch(facecolor="white", hatch=hatch, label="detained"))
            for event in life.events:
                if event.kind in _SIGNS:
                    sign, label = _SIGNS[event.kind]
                    at = mdates.date2num(event.day)
                    mark = {"color": style.BLACK, "markersize": 5, "linestyle": "none", "marker": sign}
                    axes.plot([at], [lane - _LANE], clip_on=False, zorder=4, **mark)
                    signs.setdefault(label, Line2D([], [], label=label, **mark))
        axes.set_ylim(max(len(lives), 1) - 0.4, -0.9)
        axes.set_yticks(range(len(lives)), [f"case {life.number}" for life in lives])
        axes.grid(axis="y", visible=False)
        style.time_axis(axes, calendar.START, _end(lives))
        axes.legend(
            handles=[*waits.values(), *signs.values()],
            loc="upper left",
            bbox_to_anchor=(-0.24, -0.32 / (size[1] * (1 - bottom - 0.6 / size[1]))),
            ncols=5,
            columnspacing=1.2,
            handlelength=1.4,
            handletextpad=0.5,
        )
    return picture


def _is_impediment(wait: Wait) -> bool:
    return Reason.IMPEDIMENT_STAY <= wait.reason <= Reason.IMPEDIMENT_LOCAL_CUSTODY


def _end(lives: Sequence[Life]) -> date:
    return calendar.date_of(max((life.until for life in lives), default=calendar.WEEKS))
