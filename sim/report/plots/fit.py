"""Pictures of a fit: each published figure beside its bands, and what became of each prior."""

from collections.abc import Sequence

import numpy as np

from sim.io import words
from sim.report.plots import style

LINE_INCHES = 0.3
EDGE_INCHES = 1.3
PANELS_A_ROW = 4
PANEL_INCHES = 1.6
SMALL = 7.0
WIDEST = 0.4  # of a published number: what lies farther off is cut, and its band runs to the edge

Row = dict[str, str]


def dots_and_bands(rows: Sequence[Row]) -> style.Picture:
    """Prior and posterior band of every figure, as a share of what was published; the dot is the article."""
    height = EDGE_INCHES + LINE_INCHES * len(rows)
    with style.drawing():
        picture, axes = style.blank("The published figures and the model", "over what was published", (8.6, height))
        axes.set_position((0.27, 0.62 / height + 0.06, 0.7, 1 - 1.35 / height - 0.06))
        for line, row in enumerate(rows):
            published = float(row["published"])
            for kind, colour, width in (("prior", style.LIGHT, 9.0), ("posterior", style.SKY, 5.0)):
                low, middle, high = (float(row[f"{kind}_{level}"]) / published for level in ("p05", "p50", "p95"))
                axes.plot([low, high], [line, line], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
            axes.plot([middle], [line], marker="|", color=style.BLUE, markersize=9, zorder=3)
            hollow = float(row["weight"]) == 0
            face = "white" if hollow else style.BLACK
            axes.plot([1.0], [line], marker="o", color=style.BLACK, markerfacecolor=face, markersize=4.5, zorder=4)
        axes.set_xlim(1 - WIDEST, 1 + WIDEST)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_yticks(range(len(rows)), [row["figure"] for row in rows])
        axes.grid(visible=False, axis="y")
        handles = [
            axes.plot([], [], color=style.LIGHT, linewidth=9, label="90 percent of the priors")[0],
            axes.plot([], [], color=style.SKY, linewidth=5, label="90 percent of the posterior")[0],
            axes.plot([], [], "o", color=style.BLACK, markersize=4.5, label="article (hollow: no weight)")[0],
        ]
        picture.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.26, 0.0), ncols=3)
    return picture


def densities(rows: Sequence[Row]) -> style.Picture:
    """Prior (grey) and posterior (blue) of every fitted number, each in its own unit."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    lines = -(-len(names) // PANELS_A_ROW)
    height = 0.7 + PANEL_INCHES * lines
    with style.drawing():
        picture, first = style.blank("", "", (8.6, height))
        first.remove()
        picture.suptitle("What the figures taught: prior (grey) and posterior (blue)", x=0.03, ha="left")
        for place, name in enumerate(names):
            line, column = divmod(place, PANELS_A_ROW)
            bottom = 1 - (0.45 + PANEL_INCHES * (line + 1) - 0.38) / height
            axes = picture.add_axes((0.03 + 0.245 * column, bottom, 0.21, (PANEL_INCHES - 0.75) / height))
            own = [row for row in rows if row["name"] == name]
            value, prior, posterior = (np.array([float(row[key]) for row in own]) for key in _COLUMNS)
            axes.fill_between(value, prior, color=style.LIGHT)
            axes.plot(value, posterior, color=style.BLUE, linewidth=1.4)
            axes.set_yticks([])
            axes.set_ylim(bottom=0)
            ends = [float(value[place]) for place in (len(value) // 4, 3 * len(value) // 4)]
            axes.set_xticks(ends, [words.number(end) for end in ends], fontsize=SMALL)
            axes.grid(visible=False)
            group, _, noun = name.partition(".")
            noun, _, day = noun.partition("@")
            axes.set_title(f"{group}\n{noun} {day}".strip(), fontsize=SMALL, loc="left", pad=3)
    return picture


_COLUMNS = ("value", "prior", "posterior")
