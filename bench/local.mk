# ./dev bench
integration_programs += bench/secrets
bench_secrets_SOURCES = bench/secrets.c
bench_secrets_LDADD = libberth_base.a $(BERTH_LIBS)

EXTRA_DIST += \
	bench/generate \
	bench/lib/bench.mjs \
	bench/lib/http.mjs \
	bench/lib/prober.mjs \
	bench/lib/stats.mjs \
	bench/main.mjs \
	bench/parts/cold.mjs \
	bench/parts/contest.mjs \
	bench/parts/expiry.mjs \
	bench/parts/memory.mjs \
	bench/parts/reconcile.mjs \
	bench/parts/stampede.mjs \
	bench/parts/statements.mjs \
	bench/parts/warm.mjs \
	bench/run
