#include "people_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/capability.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/migrate.h"
#include "service/settings.h"
#include "store/accounts.h"

static const char people[] =
    "INSERT INTO users (id, name, name_key, email, password_hash, role)"
    " VALUES (1, 'root', 'root', NULL, '%1$s', 'admin'),"
    " (2, 'vice', 'vice', NULL, '%1$s', 'admin'),"
    " (3, 'ann', 'ann', 'ann@example.org', '%1$s', 'player'),"
    " (4, 'bob', 'bob', 'bob@example.org', '%1$s', 'player'),"
    " (5, 'cyd', 'cyd', 'cyd@example.org', '%1$s', 'player');"
    "INSERT INTO challenges (id, name, description, type, state, image)"
    " VALUES (1, 'Web', '', 'container', 'visible', 'i:1');"
    "INSERT INTO challenge_ports (challenge_id, position, port)"
    " VALUES (1, 0, 80)";

static const char *runtimes[] = {"runsc"};

int
people_setup(void **state)
{
	const char *dir = getenv("BERTH_TEST_SQL_DIR");
	char hash[CRYPTO_PWHASH_SIZE];
	struct db_fixture *f;
	struct service *s;
	int applied;

	if (db_fixture_setup(state) != 0)
		return (-1);
	log_init("test", LOG_ERROR_);
	f = *state;
	f->conf.wake_socket = "";
	f->conf.capabilities = capability_usual();
	f->conf.runtimes = runtimes;
	f->conf.runtimes_n = 1;
	MUST(migrate_apply(f->a, dir != NULL ? dir : "sql", &applied, &f->e));
	assert_int_equal(crypto_password_hash(PASSWORD, hash), ERR_OK);
	MUST(db_script(f->a, mem_printf(f->mem, people, hash), &f->e));
	s = people_call(f, f->a, "");
	OK(s, account_complete_names(s, &applied));
	return (0);
}

struct service *
people_call(struct db_fixture *f, struct db *db, const char *who)
{
	struct service_process *p = mem_new(f->mem, struct service_process);
	struct service *s = mem_new(f->mem, struct service);
	struct account *a = NULL;

	service_open(f->mem, &f->conf, p);
	p->db = db;
	service_begin(s, p, mem_arena(f->mem));
	s->ip = "192.0.2.1";
	OK(s, settings_refresh(s, NULL));
	if (who[0] != '\0') {
		OK(s, store_account_by_key(db, s->mem, who, &a, &s->error));
		assert_non_null(a);
		s->actor = a;
		s->actor_name = a->name;
	}
	return (s);
}

void
people_log_in(struct db_fixture *f, const char *name, char cookie[SECRET_SIZE])
{
	struct service *s = people_call(f, f->a, "");

	OK(s, account_login(s, name, PASSWORD, "agent", cookie));
}

bool
people_is_open(struct db_fixture *f, const char *cookie)
{
	struct service *s = people_call(f, f->a, "");
	struct account *a;

	return (session_account(s, cookie, &a) == ERR_OK);
}

void
people_set(struct db_fixture *f, enum setting which, const char *value)
{
	struct service *s = people_call(f, f->a, "root");

	OK(s, settings_update(s, &which, &value, 1));
}

enum err
people_audit(struct service *s, struct list_row **ret, size_t *ret_n)
{
	const struct list_query q = {.search = "", .filter = "", .limit = 10};

	return (store_list(
	    s->p->db, s->mem, LIST_AUDIT, &q, ret, ret_n, &s->error));
}

void
people_expect(
    struct service *s, enum err got, enum err want, const char *words, int line)
{
	if (got != want)
		fail_msg("line %d: %s, not %s: %s: %s (%s)", line,
		    err_name(got), err_name(want), s->error.field,
		    s->error.message, s->error.detail);
	if (words != NULL && strstr(s->error.message, words) == NULL)
		fail_msg("line %d: \"%s\" is not in \"%s\"", line, words,
		    s->error.message);
	err_clear(&s->error);
}

int
people_at_once(
    struct db_fixture *f, int n, int (*child)(struct db_fixture *f, int i))
{
	int i, good = 0, status;

	for (i = 0; i < n; i++)
		if (fork() == 0)
			_exit(child(f, i));
	for (i = 0; i < n; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		good += WEXITSTATUS(status) == 0;
	}
	return (good);
}
