# The static files, one a line; `make check` fails when one is missing here.
nobase_dist_pkgdata_DATA += \
	static/css/berth.css \
	static/css/manage.css \
	static/css/cockpit.css \
	static/css/contest.css \
	static/errors/down.json \
	static/errors/not-allowed.json \
	static/errors/too-large.json \
	static/errors/too-many.json \
	static/img/berth.svg \
	static/js/admin.js \
	static/js/board.js \
	static/js/confirm.js \
	static/js/copy.js \
	static/js/curve.js \
	static/js/dashboard.js \
	static/js/duration.js \
	static/js/countdown.js \
	static/js/forms.js \
	static/js/files.js \
	static/js/flag.js \
	static/js/hour.js \
	static/js/http.js \
	static/js/images.js \
	static/js/inspect.js \
	static/js/instance.js \
	static/js/instances.js \
	static/js/live.js \
	static/js/main.js \
	static/js/part.js \
	static/js/people.js \
	static/js/prose.js \
	static/js/scoreboard.js \
	static/js/text.js \
	static/js/tabs.js \
	static/js/theme.js \
	static/js/time.js

# nginx's own pages: one frame, and the words of each.
error_pages = \
	static/errors/down.html \
	static/errors/not-allowed.html \
	static/errors/not-found.html \
	static/errors/too-large.html \
	static/errors/too-many.html
nobase_nodist_pkgdata_DATA += $(error_pages)
EXTRA_DIST += static/errors/frame.html static/errors/pages
CLEANFILES += $(error_pages)

$(error_pages): static/errors/%.html: static/errors/pages \
    static/errors/frame.html static/local.mk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
		$(SED) -n -e 's/[\\&|]/\\&/g' \
			-e 's/^$* \([A-Z_]*\) \(.*\)/s|@\1@|\2|g/p' $< | \
		$(SED) -f - $(srcdir)/static/errors/frame.html > $@.new && \
		! grep -q '@[A-Z_]*@' $@.new && mv $@.new $@

# Bootstrap and uPlot come from the npm registry, in the versions of package-lock.json.
# They are part of the tarball, so only a build from git needs npm.
nobase_dist_pkgdata_DATA += static/vendor/bootstrap.min.css \
	static/vendor/uPlot.esm.js static/vendor/uPlot.min.css
EXTRA_DIST += static/package.json static/package-lock.json static/.npmrc

static/vendor/bootstrap.min.css: static/package-lock.json
	$(AM_V_GEN)cd $(srcdir)/static && npm ci --ignore-scripts --silent && \
		$(MKDIR_P) vendor && \
		$(SED) '/^\/\*# sourceMappingURL/d' \
			node_modules/bootstrap/dist/css/bootstrap.min.css \
			> vendor/bootstrap.min.css.new && \
		mv vendor/bootstrap.min.css.new vendor/bootstrap.min.css

# npm ci of the rule above brings it too.  The package has a small file only as a
# script, which one line makes a module.
static/vendor/uPlot.min.css: static/vendor/bootstrap.min.css
	$(AM_V_GEN)cd $(srcdir)/static && \
		cp node_modules/uplot/dist/$(@F) vendor/$(@F).new && \
		mv vendor/$(@F).new vendor/$(@F)

static/vendor/uPlot.esm.js: static/vendor/bootstrap.min.css static/local.mk
	$(AM_V_GEN)cd $(srcdir)/static && \
		cp node_modules/uplot/dist/uPlot.iife.min.js vendor/$(@F).new && \
		chmod u+w vendor/$(@F).new && \
		echo "export default uPlot;" >> vendor/$(@F).new && \
		mv vendor/$(@F).new vendor/$(@F)
