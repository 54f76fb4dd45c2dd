"""Parameters, working calendar and catalogue: versioned rows, handed out as plain values."""

from app.policies.cache import forget
from app.policies.catalogue import CatalogueRow, spelled
from app.policies.notices import BadNoticeError
from app.policies.queries import (
    Parameters,
    UnknownMatterError,
    UnknownVersionError,
    Versions,
    calendar,
    calendar_source,
    catalogue_row,
    catalogue_rows,
    current_calendar,
    current_calendar_version,
    current_parameters,
    current_versions,
    horizon_months,
    limits,
    parameters,
    search_catalogue,
)
from app.policies.service import (
    BadCalendarError,
    BadCatalogueError,
    BadParametersError,
    import_calendar,
    import_catalogue,
    import_notice,
    import_parameters,
)

__all__ = [
    "BadCalendarError",
    "BadCatalogueError",
    "BadNoticeError",
    "BadParametersError",
    "CatalogueRow",
    "Parameters",
    "UnknownMatterError",
    "UnknownVersionError",
    "Versions",
    "calendar",
    "calendar_source",
    "catalogue_row",
    "catalogue_rows",
    "current_calendar",
    "current_calendar_version",
    "current_parameters",
    "current_versions",
    "forget",
    "horizon_months",
    "import_calendar",
    "import_catalogue",
    "import_notice",
    "import_parameters",
    "limits",
    "parameters",
    "search_catalogue",
    "spelled",
]
