/*
 * What the dashboard's page (page_dashboard.c) and its JSON (api_dashboard.c)
 * share.
 */
#ifndef BERTH_WEB_DASHBOARD_H
#define BERTH_WEB_DASHBOARD_H

#include "service/instances.h"
#include "web/web.h"

/*
 * The query's view of the list: "filter", "search", "sort" and "order" ("up"
 * or "down"); what is missing or unknown is as the bare page shows it.  Offset
 * and limit are 0.
 */
struct instance_filter dashboard_filter(struct web *w);

#endif
