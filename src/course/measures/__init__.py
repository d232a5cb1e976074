"""Measures of customer behaviour, in the field's words: they work on anybody's data and cannot see the truth."""

from course.measures.bgnbd import BetaGeometric as BetaGeometric
from course.measures.buying import NBD as NBD
from course.measures.cohorts import cohort_table as cohort_table
from course.measures.concentration import Concentration as Concentration
from course.measures.concentration import concentration as concentration
from course.measures.concentration import gini as gini
from course.measures.concentration import lorenz as lorenz
from course.measures.concentration import rank_frequency as rank_frequency
from course.measures.concentration import repeat_rate as repeat_rate
from course.measures.proportions import share_by_group as share_by_group
from course.measures.proportions import share_with_interval as share_with_interval
from course.measures.rfm import rfm_score as rfm_score
from course.measures.rfm import rfm_summary as rfm_summary
from course.measures.rfm import rfm_table as rfm_table
