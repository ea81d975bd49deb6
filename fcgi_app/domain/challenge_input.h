/*
 * A challenge as an admin sends it, by form or JSON: one table of fields with
 * names, limits and setters, so that the form, POST and PATCH check alike.
 */
#ifndef BERTH_DOMAIN_CHALLENGE_INPUT_H
#define BERTH_DOMAIN_CHALLENGE_INPUT_H

#include "base/conf.h"
#include "domain/model.h"

/*
 * Field names: name category description connection_info type state
 * max_attempts function value initial minimum decay image command volumes
 * port kind ports memory_mb cpu lifetime_min renewals_max pids warm
 * flag_template flag_env cap_add run_as root_fs tmpfs runtime egress network
 * flag_logic tags next_id requires stop_on_solve_min.
 *
 * `port` and `kind` set the first port; `ports` is the whole list as text, one
 * per line or comma: "8080/http Label" (kind and label may be left out).
 * `cpu` is a decimal of CPUs, "" the setting.  An empty string for a number
 * field means its default; an empty `port` none, which is fine for a standard
 * challenge only.  `tags` are separated by commas, `requires` (ids of
 * challenges) by commas or blanks; each is the whole list.  cap_add to runtime
 * are described in domain/containment.h.
 */

/* A challenge with every default, under `mem`. */
struct challenge *challenge_default(void *mem);

/*
 * Set one field from its text; strings are copied under `mem`.  *ret_known is
 * false (and nothing happens) for a name that is not in the table.
 * ERR_INVALID or ERR_TOO_LARGE with the field's name and the reason.
 */
enum err challenge_set(void *mem, struct challenge *c, const char *field,
    const char *value, bool *ret_known, struct error *e) MUST_USE;

/*
 * Check the whole: required fields (name; image and a port for containers),
 * minimum ≤ initial, image grammar, command, volumes against conf; and set
 * `value` from the other numbers for dynamic functions.  Strings may be normalised
 * under `mem`.
 */
enum err challenge_check(void *mem, struct challenge *c,
    const struct conf *conf, struct error *e) MUST_USE;

/* Whether instances of `a` and `b` are made alike: what of a challenge goes
 * into its containers is the same. */
bool challenge_same_container(
    const struct challenge *a, const struct challenge *b);

#endif
