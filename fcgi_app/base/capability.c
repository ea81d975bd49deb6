#include "base/capability.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/text.h"

#define SEPARATORS ", \t\r\n"
#define NAME_SIZE  32
#define TEXT_MAX   1024

/*
 * By the kernel's number (linux/capability.h).  Usual is what servers need
 * that start as root and then give root up: open a low port, change user,
 * own, chroot and signal their children.  Never is what acts on the host
 * whatever the namespaces: its kernel, devices, clock, disks and mounts.
 */
static const struct capability all[] = {
    {"CHOWN", CAPABILITY_USUAL, 1, N_("give files away")},
    {"DAC_OVERRIDE", CAPABILITY_USUAL, 2, N_("pass over permissions of files")},
    {"DAC_READ_SEARCH", CAPABILITY_NEVER, 0,
	"open files of the host by their handles"},
    {"FOWNER", CAPABILITY_USUAL, 1, N_("treat all files as its own")},
    {"FSETID", CAPABILITY_USUAL, 1, N_("keep set-id bits")},
    {"KILL", CAPABILITY_USUAL, 1, N_("signal processes of its other users")},
    {"SETGID", CAPABILITY_USUAL, 1, N_("change groups")},
    {"SETUID", CAPABILITY_USUAL, 1, N_("change users")},
    {"SETPCAP", CAPABILITY_ALLOWED, 5, N_("change sets of capabilities")},
    {"LINUX_IMMUTABLE", CAPABILITY_NEVER, 0, "make files that cannot go"},
    {"NET_BIND_SERVICE", CAPABILITY_USUAL, 0, "listen on ports below 1024"},
    {"NET_BROADCAST", CAPABILITY_ALLOWED, 5, N_("broadcast")},
    {"NET_ADMIN", CAPABILITY_ALLOWED, 20,
	N_("change its network's addresses and filters")},
    {"NET_RAW", CAPABILITY_ALLOWED, 15,
	N_("forge packets, pretend to be others of its bridge")},
    {"IPC_LOCK", CAPABILITY_ALLOWED, 5, N_("lock memory")},
    {"IPC_OWNER", CAPABILITY_ALLOWED, 2, N_("pass over permissions of IPC")},
    {"SYS_MODULE", CAPABILITY_NEVER, 0, "load kernel modules"},
    {"SYS_RAWIO", CAPABILITY_NEVER, 0, "reach the hardware"},
    {"SYS_CHROOT", CAPABILITY_USUAL, 1, N_("change its root folder")},
    {"SYS_PTRACE", CAPABILITY_ALLOWED, 10,
	N_("trace all processes of the container")},
    {"SYS_PACCT", CAPABILITY_NEVER, 0, "switch accounting"},
    {"SYS_ADMIN", CAPABILITY_NEVER, 0, "mount and much else"},
    {"SYS_BOOT", CAPABILITY_NEVER, 0, "restart the host"},
    {"SYS_NICE", CAPABILITY_ALLOWED, 5, N_("take precedence over others")},
    {"SYS_RESOURCE", CAPABILITY_NEVER, 0, "pass over its limits"},
    {"SYS_TIME", CAPABILITY_NEVER, 0, "set the host's clock"},
    {"SYS_TTY_CONFIG", CAPABILITY_NEVER, 0, "change the host's terminals"},
    {"MKNOD", CAPABILITY_ALLOWED, 5, N_("make device files")},
    {"LEASE", CAPABILITY_ALLOWED, 2, N_("lease files")},
    {"AUDIT_WRITE", CAPABILITY_ALLOWED, 3, N_("write to the host's audit log")},
    {"AUDIT_CONTROL", CAPABILITY_NEVER, 0, "change the host's audit rules"},
    {"SETFCAP", CAPABILITY_ALLOWED, 5, N_("put capabilities on files")},
    {"MAC_OVERRIDE", CAPABILITY_NEVER, 0, "pass over the host's policy"},
    {"MAC_ADMIN", CAPABILITY_NEVER, 0, "change the host's policy"},
    {"SYSLOG", CAPABILITY_NEVER, 0, "read the kernel's log"},
    {"WAKE_ALARM", CAPABILITY_NEVER, 0, "wake the host"},
    {"BLOCK_SUSPEND", CAPABILITY_NEVER, 0, "keep the host awake"},
    {"AUDIT_READ", CAPABILITY_NEVER, 0, "read the host's audit log"},
    {"PERFMON", CAPABILITY_NEVER, 0, "watch the host's kernel"},
    {"BPF", CAPABILITY_NEVER, 0, "load programs into the kernel"},
    {"CHECKPOINT_RESTORE", CAPABILITY_NEVER, 0, "write process images"},
};

#define ALL_N ((int)(sizeof(all) / sizeof(all[0])))

const struct capability *
capability_at(int n)
{
	return n >= 0 && n < ALL_N ? &all[n] : NULL;
}

uint64_t
capability_usual(void)
{
	uint64_t mask = 0;

	for (int i = 0; i < ALL_N; i++)
		if (all[i].rank == CAPABILITY_USUAL)
			mask |= UINT64_C(1) << i;
	return mask;
}

/* The number of the `n` bytes at `word`, -1 if they are no capability. */
static int
number_of(const char *word, size_t n)
{
	char name[NAME_SIZE];
	const char *s = name;

	if (n >= sizeof(name))
		return -1;
	snprintf(name, sizeof(name), "%.*s", (int)n, word);
	if (strncasecmp(name, "CAP_", 4) == 0)
		s += 4;
	for (int i = 0; i < ALL_N; i++)
		if (text_equal_nocase(all[i].name, s))
			return i;
	return -1;
}

enum err
capability_parse(
    const char *field, const char *text, uint64_t *ret, struct error *e)
{
	uint64_t mask = 0;
	size_t n;
	int i;

	for (text += strspn(text, SEPARATORS); *text != '\0';
	     text += n + strspn(text + n, SEPARATORS)) {
		n = strcspn(text, SEPARATORS);
		i = number_of(text, n);
		if (i == -1)
			return err_set(e, ERR_INVALID, field,
			    "\"%.*s\" is no capability of Linux",
			    n < NAME_SIZE ? (int)n : NAME_SIZE, text);
		if (all[i].rank == CAPABILITY_NEVER)
			return err_set(e, ERR_INVALID, field,
			    "%s is never given: with it a container can %s",
			    all[i].name, all[i].can);
		mask |= UINT64_C(1) << i;
	}
	*ret = mask;
	return ERR_OK;
}

char *
capability_text(void *mem, uint64_t mask)
{
	struct buf *b = buf_new(mem, TEXT_MAX);

	for (int i = 0; i < ALL_N; i++)
		if (mask & UINT64_C(1) << i)
			buf_printf(
			    b, "%s%s", buf_len(b) > 0 ? " " : "", all[i].name);
	return mem_strdup(mem, buf_data(b));
}
