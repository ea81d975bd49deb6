/*
 * What the use cases of accounts and teams share: passwords, names, and the
 * word about what is taken.
 */
#include "base/crypto.h"
#include "base/lang.h"
#include "base/mem.h"
#include "domain/bracket.h"
#include "domain/name.h"
#include "service/accounts_private.h"
#include "store/people.h"

#define HASH_WAIT_MS 2000
/* When to come back if too many hash at once. */
#define HASH_RETRY_S 3

/* ------------------------------------------------ passwords */

static enum err
hash_enter(struct service *s)
{
	if (s->p->hash_gate == NULL ||
	    gate_wait(s->p->hash_gate, HASH_WAIT_MS) == ERR_OK)
		return (ERR_OK);
	err_set(&s->error, ERR_RATE, NULL,
	    "Many people are logging in right now. Try again in a moment.");
	s->error.retry_after = HASH_RETRY_S;
	return (ERR_RATE);
}

static void
hash_leave(struct service *s)
{
	if (s->p->hash_gate != NULL)
		gate_leave(s->p->hash_gate);
}

enum err
account_hash(
    struct service *s, const char *password, char out[CRYPTO_PWHASH_SIZE])
{
	enum err err = hash_enter(s);

	if (err != ERR_OK)
		return (err);
	err = crypto_password_hash(password, out);
	hash_leave(s);
	if (err != ERR_OK)
		err_set(&s->error, err, NULL,
		    "The password could not be stored: out of memory.");
	return (err);
}

enum err
account_verify(struct service *s, const struct account *a, const char *password)
{
	enum err err = hash_enter(s);
	bool right;

	if (err != ERR_OK)
		return (err);
	right = crypto_password_verify(
	    a != NULL ? a->password_hash : NULL, password);
	hash_leave(s);
	if (!right)
		return (err_set(&s->error, ERR_LOGIN, NULL,
		    "Your name or password is incorrect"));
	return (ERR_OK);
}

/* ------------------------------------------------ names */

static void
make_keys(void *mem, struct name_keys *n)
{
	n->key = name_key(mem, n->name);
	n->look = name_look(mem, n->name);
}

enum err
account_name(struct service *s, const char *name, struct name_keys *ret)
{
	enum err err = name_check_account(s->mem, name, &ret->name, &s->error);

	if (err == ERR_OK)
		make_keys(s->mem, ret);
	return (err);
}

enum err
team_name(struct service *s, const char *name, struct name_keys *ret)
{
	enum err err = name_check(s->mem, "team", name, &ret->name, &s->error);

	if (err == ERR_OK)
		make_keys(s->mem, ret);
	return (err);
}

enum err
bracket_of_settings(struct service *s, const char *name, const char **ret)
{
	return (bracket_check(s->mem, s->p->settings->value[SETTING_BRACKETS],
	    name, BRACKET_OPTIONAL, ret, &s->error));
}

void
account_row_of(const struct account *a, struct account_row *ret)
{
	*ret =
	    (struct account_row){.email = a->email[0] != '\0' ? a->email : NULL,
		.password_hash = a->password_hash,
		.role = a->role,
		.team = a->team,
		.bracket = a->bracket,
		.banned = a->banned,
		.hidden = a->hidden,
		.verified = a->verified};
	ret->name.name = a->name;
}

void
team_row_of(const struct team *t, struct team_row *ret)
{
	*ret = (struct team_row){.captain = t->captain,
	    .bracket = t->bracket,
	    .banned = t->banned,
	    .hidden = t->hidden};
	ret->name.name = t->name;
}

static enum err
say_taken(struct service *s, enum taken why)
{
	static const struct {
		const char *field, *message;
	} words[] = {
	    [TAKEN_NOT] = {NULL,
		N_("Somebody else has just changed this. Please try again.")},
	    [TAKEN_NAME] = {"name", N_("This name is taken already.")},
	    [TAKEN_LOOK] = {"name",
		N_("This name looks too much like one that is taken.")},
	    [TAKEN_EMAIL] = {"email",
		N_("This e-mail address is taken already.")},
	};

	return (err_say(
	    &s->error, ERR_CONFLICT, words[why].field, words[why].message));
}

enum err
account_taken(
    struct service *s, const struct account_row *row, struct user_id except)
{
	enum taken why;
	enum err err;

	err =
	    store_account_taken(s->p->db, s->mem, row, except, &why, &s->error);
	return (err == ERR_OK ? say_taken(s, why) : err);
}

enum err
team_taken(struct service *s, const struct team_row *row, struct team_id except)
{
	enum taken why;
	enum err err;

	err = store_team_taken(s->p->db, s->mem, row, except, &why, &s->error);
	return (err == ERR_OK ? say_taken(s, why) : err);
}

/* ------------------------------------------------ teams */

enum err
team_settle(struct service *s, struct team_id team, struct error *e)
{
	struct db *db = s->p->db;
	struct user_id heir;
	enum err err;

	err = store_team_heir(db, s->mem, team, &heir, e);
	if (err == ERR_OK)
		err = store_team_set_captain(db, team, heir, e);
	if (err != ERR_OK || heir.n != 0)
		return (err);
	/* nobody is left who could hand out the link, or use what runs */
	err = store_team_set_invite(db, team, NULL, e);
	if (err == ERR_OK)
		err = store_instances_stop_team(
		    db, team, N_("the last member has left"), s->actor_name, e);
	return (err);
}

/* ------------------------------------------------ names of old rows */

#define BATCH 200

/*
 * Give every row of a table its keys.  Two old names that look alike both
 * stay; the second keeps no look, so that only new ones are held against it.
 */
static enum err
add_looks(struct service *s, enum named of, int *ret_alike)
{
	struct db *db = s->p->db;
	struct unlooked *rows;
	int64_t after = 0;
	size_t i, n;
	enum err err;

	do {
		err = store_names_unlooked(
		    db, s->mem, of, after, BATCH, &rows, &n, &s->error);
		for (i = 0; err == ERR_OK && i < n; i++) {
			after = rows[i].id;
			err = store_name_set_keys(db, of, rows[i].id,
			    name_key(s->mem, rows[i].name),
			    name_look(s->mem, rows[i].name), &s->error);
			if (err == ERR_CONFLICT) {
				err_clear(&s->error);
				err = ERR_OK;
				(*ret_alike)++;
			}
		}
	} while (err == ERR_OK && n == BATCH);
	return (err);
}

enum err
account_complete_names(struct service *s, int *ret_alike)
{
	enum err err;

	*ret_alike = 0;
	err = add_looks(s, NAMED_USERS, ret_alike);
	if (err == ERR_OK)
		err = add_looks(s, NAMED_TEAMS, ret_alike);
	return (err);
}
