# db/: MariaDB; mysql.h is included through db_private.h only.

noinst_LIBRARIES += libberth_db.a
libberth_db_a_SOURCES = \
	fcgi_app/db/db.c \
	fcgi_app/db/db.h \
	fcgi_app/db/db_private.h \
	fcgi_app/db/migrate.c \
	fcgi_app/db/migrate.h \
	fcgi_app/db/rows.c \
	fcgi_app/db/stmt.c \
	fcgi_app/db/transact.c
