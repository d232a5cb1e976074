"""Draw what a measure returned: each function takes and returns an Axes, and computes nothing."""

from course.plots.curves import counts_over_windows as counts_over_windows
from course.plots.curves import dial as dial
from course.plots.curves import lorenz as lorenz
from course.plots.curves import rank_frequency as rank_frequency
from course.plots.grids import heat_map as heat_map
from course.plots.grids import iso_values as iso_values
from course.plots.grids import overlaps as overlaps
from course.plots.groups import clusters as clusters
from course.plots.groups import counts as counts
from course.plots.groups import shares as shares
from course.plots.show import png as png
from course.plots.show import show as show
from course.plots.style import style as style
