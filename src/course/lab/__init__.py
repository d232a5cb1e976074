"""JupyterLab on the student's copies, and a trial run that shows whether it works here."""

from course.lab.server import serve as serve
from course.lab.trial import Trial as Trial
from course.lab.trial import try_out as try_out
