# The migrations, one a line; `make check` fails when one is missing here.
nobase_dist_pkgdata_DATA += \
	sql/0001_core.sql \
	sql/0002_lifecycle.sql \
	sql/0003_people.sql \
	sql/0004_contest.sql \
	sql/0005_containment.sql \
	sql/0006_tests.sql \
	sql/0007_cockpit.sql \
	sql/0008_evicted.sql
