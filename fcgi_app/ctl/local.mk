# ctl/: the commands of berthctl.

noinst_LIBRARIES += libberth_ctl.a
libberth_ctl_a_SOURCES = \
	fcgi_app/ctl/ctl.c \
	fcgi_app/ctl/ctl.h \
	fcgi_app/ctl/ctl_doctor.c \
	fcgi_app/ctl/ctl_people.c \
	fcgi_app/ctl/ctl_settings.c \
	fcgi_app/ctl/ctl_status.c \
	fcgi_app/ctl/ctl_transfer.c \
	fcgi_app/ctl/ctl_users.c
