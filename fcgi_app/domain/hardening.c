#include "domain/hardening.h"

#include <string.h>

#include "base/buf.h"
#include "base/capability.h"
#include "base/lang.h"
#include "base/mem.h"
#include "domain/containment.h"

#define STRONG 75
#define FAIR   50

/* What each opening takes off; a cost says how far it reaches. */
#define COST_IMAGE_USER  8  /* root unless the image says otherwise */
#define COST_ROOT_USER   15 /* root, inside */
#define COST_WRITABLE    15 /* the engine's disk can be filled */
#define COST_WATCHED     8  /* … until it is noticed and ended */
#define COST_BOUNDED     5  /* … up to the operator's bound */
#define COST_VOLUME      5  /* of the host's files, something is seen */
#define COST_VOLUME_RW   20 /* … and can be changed, for all instances */
#define COST_KERNEL      10 /* the host's kernel is one bug away */
#define COST_PIDS        5
#define COST_EGRESS      15 /* scans, mails and attacks under your address */
#define COST_BRIDGE      3  /* sees that neighbours are there */
#define COST_FORGER      10 /* … and can pretend to be them */
#define PIDS_MANY        1024
#define CAPABILITIES_MAX 40
#define WHY_MAX          1024

struct verdict {
	void *mem;
	const struct challenge *c;
	const struct settings *s;
	const struct conf *conf;
	struct hardening *h;
};

/* messages: point:2:3:5 */
static void
point(struct verdict *v, const char *what, const char *is, int cost,
    const char *why)
{
	v->h->points[v->h->points_n++] =
	    (struct hardening_point){.what = tr(what),
		.is = tr(is),
		.cost = cost,
		.why = cost > 0 ? tr(why) : ""};
}

static void
limits(struct verdict *v)
{
	int pids = v->c->pids > 0 ? v->c->pids : CONTAINER_PIDS;
	int memory = v->c->memory_mb > 0 ? v->c->memory_mb : v->s->memory_mb;
	int cpu = v->c->cpu_milli > 0 ? v->c->cpu_milli : v->s->cpu_milli;

	point(v, "Limits",
	    mem_printf(v->mem,
		tr("%d MB of memory, no swap, %g CPUs, %d processes, %d open "
		   "files, 1 MB of log, no core files"),
		memory, cpu / 1000.0, pids, CONTAINER_NOFILE),
	    pids > PIDS_MANY ? COST_PIDS : 0,
	    mem_printf(v->mem,
		tr("Every process takes some of the kernel; more than %d are "
		   "rarely needed."),
		PIDS_MANY));
}

static void
privileges(struct verdict *v)
{
	point(v, "Privileges",
	    "none can be gained; the engine's seccomp and AppArmor profiles; "
	    "no devices, no namespaces of the host, no socket of the engine",
	    0, "");
}

static void
capabilities(struct verdict *v)
{
	struct buf *why = buf_new(v->mem, WHY_MAX);
	const struct capability *cap;
	uint64_t mask = 0;
	int i, cost = 0;

	if (capability_parse("cap_add", v->c->cap_add, &mask, NULL) != ERR_OK)
		mask = 0;
	for (i = 0; (cap = capability_at(i)) != NULL; i++) {
		if ((mask & UINT64_C(1) << i) == 0)
			continue;
		cost += cap->cost;
		if (cap->cost > 0)
			buf_printf(why, tr("%s%s: its root can %s"),
			    buf_len(why) > 0 ? "; " : "", cap->name,
			    tr(cap->can));
	}
	buf_str(why, ".");
	point(v, "Capabilities",
	    mask == 0 ? "all dropped"
		      : mem_printf(v->mem, tr("all dropped but %s"),
			    capability_text(v->mem, mask)),
	    cost > CAPABILITIES_MAX ? CAPABILITIES_MAX : cost,
	    mem_strdup(v->mem, buf_data(why)));
}

static void
user(struct verdict *v)
{
	int64_t uid = containment_uid(v->c->run_as);

	if (uid > 0)
		point(v, "User", mem_printf(v->mem, "%s", v->c->run_as), 0, "");
	else if (uid == 0)
		point(v, "User", "root", COST_ROOT_USER,
		    "Root inside is root for the kernel; name another user's "
		    "number.");
	else
		point(v, "User", "what the image says", COST_IMAGE_USER,
		    "An image without USER runs as root; name a user's number "
		    "to be sure.");
}

static void
root_fs(struct verdict *v)
{
	int mb = v->conf->disk_mb;

	if (v->c->root_fs == ROOT_READ_ONLY)
		point(v, "Root file system",
		    mem_printf(v->mem, tr("read-only, with room in memory: %s"),
			v->c->tmpfs[0] != '\0' ? v->c->tmpfs : TMPFS_DEFAULT),
		    0, "");
	else if (mb > 0)
		point(v, "Root file system",
		    mem_printf(v->mem, tr("writable, up to %d MB"), mb),
		    COST_BOUNDED,
		    "What it writes lies on the engine's disk until it is "
		    "removed; make it read-only where the challenge allows.");
	else if (v->s->disk_mb > 0 && v->s->disk_files > 0)
		point(v, "Root file system",
		    mem_printf(v->mem,
			tr("writable; ended after %d MB or %d files"),
			v->s->disk_mb, v->s->disk_files),
		    COST_WATCHED,
		    "It is ended seconds after it has written too much; make "
		    "it read-only where the challenge allows.");
	else
		point(v, "Root file system", "writable", COST_WRITABLE,
		    "It can fill the engine's disk, with bytes or with files; "
		    "make it read-only where the challenge allows.");
}

static void
volumes(struct verdict *v)
{
	struct container_mount *m;
	int i, n, writable = 0;

	if (volumes_parse(v->mem, v->c->volumes, v->conf, &m, &n, NULL) !=
	    ERR_OK)
		n = 0;
	for (i = 0; i < n; i++)
		writable += m[i].writable;
	if (n == 0)
		point(v, "Volumes", "none", 0, "");
	else if (writable == 0)
		point(v, "Volumes", mem_printf(v->mem, tr("%d, read-only"), n),
		    COST_VOLUME, "All instances see these files of the host.");
	else
		point(v, "Volumes",
		    mem_printf(
			v->mem, tr("%d, of which %d writable"), n, writable),
		    COST_VOLUME_RW,
		    "What one instance writes there, all others and the host "
		    "find, and no bound holds it.");
}

static void
network(struct verdict *v)
{
	uint64_t mask = 0;
	bool forges;

	if (v->c->egress == EGRESS_ALLOWED)
		point(v, "Connections outward", "allowed", COST_EGRESS,
		    "A captured instance scans and attacks others under your "
		    "address; berth-firewall keeps it from the host, private "
		    "networks and the cloud's metadata.");
	else
		point(v, "Connections outward", "blocked", 0, "");
	if (capability_parse("cap_add", v->c->cap_add, &mask, NULL) != ERR_OK)
		mask = 0;
	forges = mask & CAPABILITY_BIT_NET_RAW;
	if (v->c->network == NETWORK_OWN)
		point(v, "Network", "one for each instance", 0, "");
	else
		point(v, "Network", "shared, without traffic between instances",
		    forges ? COST_FORGER : COST_BRIDGE,
		    forges ? "With NET_RAW an instance can pretend to be its "
			     "neighbours; give each a network of its own."
			   : "Instances can find out the names and addresses "
			     "of their neighbours; a network for each hides "
			     "them.");
}

static void
runtime(struct verdict *v)
{
	const char *name = v->c->runtime;
	bool is_shared = name[0] == '\0' || strcmp(name, "runc") == 0 ||
			 strcmp(name, "crun") == 0;

	point(v, "Runtime", name[0] != '\0' ? name : "the engine's default",
	    is_shared ? COST_KERNEL : 0,
	    "Under runc or crun a hole in the host's kernel is a way out; "
	    "runsc (gVisor) and kata put a kernel of their own between.");
}

void
hardening_of(void *mem, const struct challenge *c, const struct settings *s,
    const struct conf *conf, struct hardening *ret)
{
	struct verdict v = {.mem = mem, .c = c, .s = s, .conf = conf, .h = ret};
	int i;

	*ret = (struct hardening){.score = 100};
	privileges(&v);
	capabilities(&v);
	user(&v);
	root_fs(&v);
	limits(&v);
	volumes(&v);
	network(&v);
	runtime(&v);
	for (i = 0; i < ret->points_n; i++)
		ret->score -= ret->points[i].cost;
	if (ret->score < 0)
		ret->score = 0;
	ret->grade = ret->score >= STRONG ? HARDENING_STRONG
		     : ret->score >= FAIR ? HARDENING_FAIR
					  : HARDENING_WEAK;
}

const char *
hardening_grade_name(enum hardening_grade g)
{
	static const char *const names[] = {
	    [HARDENING_WEAK] = N_("weak"),
	    [HARDENING_FAIR] = N_("fair"),
	    [HARDENING_STRONG] = N_("strong"),
	};

	return (names[g]);
}
