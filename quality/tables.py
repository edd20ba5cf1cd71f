"""The roll-call: every module with tables, so that migrations and tests know them all."""

from quality.accounts import models as accounts
from quality.cases.models import (
    breach,
    bulk_close,
    case,
    category,
    clock,
    closing,
    code,
    count,
    draft,
    file,
    flow,
    follower,
    idea,
    innsyn,
    measure,
    poster,
    retention,
    safety,
    tally,
    thanks,
    timing,
    word,
)
from quality.core import claims, history, kept, mail, notices
from quality.digests import models as digests
from quality.insights.models import annotation, meeting, saved
from quality.learning import models as learning
from quality.organisation import models as organisation
from quality.patterns import models as patterns
from quality.reports import models as reports

MODULES = (
    claims,
    history,
    kept,
    mail,
    notices,
    organisation,
    accounts,
    category,
    case,
    measure,
    clock,
    closing,
    code,
    count,
    timing,
    file,
    draft,
    tally,
    poster,
    safety,
    thanks,
    word,
    follower,
    flow,
    idea,
    bulk_close,
    breach,
    retention,
    innsyn,
    patterns,
    learning,
    annotation,
    meeting,
    saved,
    reports,
    digests,
)
