"""Draw what a measure returned: each function takes and returns an Axes, and computes nothing."""

from course.plots.arrivals import arrivals as arrivals
from course.plots.arrivals import remark as remark
from course.plots.country import country as country
from course.plots.curves import counts_over_windows as counts_over_windows
from course.plots.curves import dial as dial
from course.plots.curves import lorenz as lorenz
from course.plots.curves import rank_frequency as rank_frequency
from course.plots.figure import png as png
from course.plots.figure import show as show
from course.plots.grids import heat_map as heat_map
from course.plots.grids import iso_values as iso_values
from course.plots.grids import overlaps as overlaps
from course.plots.groups import clusters as clusters
from course.plots.groups import counts as counts
from course.plots.groups import shares as shares
from course.plots.lives import lives as lives
from course.plots.magnitudes import magnitudes as magnitudes
from course.plots.magnitudes import surface as surface
from course.plots.schema import tables_map as tables_map
from course.plots.silence import came_back as came_back
from course.plots.silence import order_histories as order_histories
from course.plots.style import style as style
from course.plots.windows import two_decisions as two_decisions
