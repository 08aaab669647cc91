#pragma once
#include "equipment/ids.hpp"

namespace workshop {

/// Given by the station that made the report.
using ReportId = base::Id<struct ReportTag>;
using WorkOrderId = base::Id<struct WorkOrderTag>;
using StationId = base::Id<struct StationTag>;
using EnrolmentId = base::Id<struct EnrolmentTag>;

}  // namespace workshop
