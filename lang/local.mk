# The texts in other languages: what lang/catalogue makes of lang/*.po, all of
# it in one run.

EXTRA_DIST += lang/Code.pm lang/Po.pm lang/Tpl.pm lang/catalogue lang/de.po

german = $(templates:templates/%=templates/de/%) static/js/text.de.js
nobase_nodist_pkgdata_DATA += $(german)

made/lang/stamp: lang/Code.pm lang/Po.pm lang/Tpl.pm lang/catalogue \
    lang/de.po $(templates)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
		touch $@.new && \
		$(PERL) $(srcdir)/lang/catalogue build $(srcdir) . && \
		mv $@.new $@

# A file that somebody removed is made again.
made/lang/de.c $(german): made/lang/stamp
	$(AM_V_at)test -e $@ || { rm -f $<; $(MAKE) -s $<; }

CLEANFILES += made/lang/stamp made/lang/de.c $(german)
