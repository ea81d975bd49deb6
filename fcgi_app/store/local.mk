# store/: SQL, one file for each group of tables.

noinst_LIBRARIES += libberth_store.a
libberth_store_a_SOURCES = \
	fcgi_app/store/accounts.c \
	fcgi_app/store/accounts.h \
	fcgi_app/store/audit.c \
	fcgi_app/store/audit.h \
	fcgi_app/store/board.c \
	fcgi_app/store/board.h \
	fcgi_app/store/challenges.c \
	fcgi_app/store/challenges.h \
	fcgi_app/store/cheats.c \
	fcgi_app/store/cheats.h \
	fcgi_app/store/clock.c \
	fcgi_app/store/clock.h \
	fcgi_app/store/endpoints.c \
	fcgi_app/store/endpoints.h \
	fcgi_app/store/event.c \
	fcgi_app/store/event.h \
	fcgi_app/store/events.c \
	fcgi_app/store/events.h \
	fcgi_app/store/instance_orders.c \
	fcgi_app/store/instance_request.c \
	fcgi_app/store/files.c \
	fcgi_app/store/files.h \
	fcgi_app/store/flags.c \
	fcgi_app/store/flags.h \
	fcgi_app/store/grants.c \
	fcgi_app/store/grants.h \
	fcgi_app/store/hints.c \
	fcgi_app/store/hints.h \
	fcgi_app/store/instances.c \
	fcgi_app/store/instances.h \
	fcgi_app/store/lists.c \
	fcgi_app/store/lists.h \
	fcgi_app/store/load.c \
	fcgi_app/store/load.h \
	fcgi_app/store/people.c \
	fcgi_app/store/people.h \
	fcgi_app/store/keepers.c \
	fcgi_app/store/keepers.h \
	fcgi_app/store/pool.c \
	fcgi_app/store/pool.h \
	fcgi_app/store/sessions.c \
	fcgi_app/store/sessions.h \
	fcgi_app/store/settings.c \
	fcgi_app/store/settings.h \
	fcgi_app/store/teams.c \
	fcgi_app/store/teams.h \
	fcgi_app/store/solves.c \
	fcgi_app/store/solves.h \
	fcgi_app/store/throttles.c \
	fcgi_app/store/throttles.h \
	fcgi_app/store/tokens.c \
	fcgi_app/store/tokens.h \
	fcgi_app/store/work.c \
	fcgi_app/store/work.h
