"""The notebooks: where they lie, the copies a student works in, their stored outputs, the laws they keep."""

from course.workbook.copies import open_copy as open_copy
from course.workbook.copies import open_everything as open_everything
from course.workbook.shelf import Entry as Entry
from course.workbook.shelf import chapters as chapters
from course.workbook.shelf import exercises as exercises
from course.workbook.shelf import find as find
