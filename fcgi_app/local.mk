# The three programs, included after all folders.

sbin_PROGRAMS += berth-web berth-keeper
bin_PROGRAMS += berthctl

# Libraries in the order of the directions of DESIGN.md, section 2, so that the
# linker needs one pass.
berth_web_SOURCES = fcgi_app/main_web.c
berth_web_LDADD = libberth_web.a libberth_service.a libberth_store.a \
	libberth_domain.a libberth_db.a libberth_http.a libberth_httpc.a \
	libberth_template.a libberth_json.a libberth_base.a $(BERTH_LIBS)
# libtemplate is C++: a source that is never there makes automake link with
# the C++ compiler.
nodist_EXTRA_berth_web_SOURCES = dummy.cc

berth_keeper_SOURCES = fcgi_app/main_keeper.c
berth_keeper_LDADD = libberth_keeper.a libberth_service.a libberth_store.a \
	libberth_engine.a libberth_domain.a libberth_db.a libberth_httpc.a \
	libberth_json.a libberth_base.a $(BERTH_LIBS)

# doctor loads the templates, hence libtemplate and C++ here too.
berthctl_SOURCES = fcgi_app/main_ctl.c
berthctl_LDADD = libberth_ctl.a libberth_service.a libberth_store.a libberth_domain.a \
	libberth_db.a libberth_httpc.a libberth_template.a libberth_json.a \
	libberth_yaml.a libberth_tar.a libberth_base.a $(BERTH_LIBS)
nodist_EXTRA_berthctl_SOURCES = dummy.cc
