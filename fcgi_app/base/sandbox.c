#include "base/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/socket.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#endif

static const int refused[] = {
    /* other programs, other processes */
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
#ifndef WITH_SANITIZER
    SCMP_SYS(ptrace), /* LeakSanitizer looks at its own threads with it */
#endif
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    /* a server of its own: the socket that is served listens already */
    SCMP_SYS(listen),
    /* file systems and namespaces */
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(open_tree),
    SCMP_SYS(move_mount),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(open_by_handle_at),
    /* parts of the kernel where holes are found most */
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
};

static int
refuse_calls(scmp_filter_ctx filter)
{
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(refused) / sizeof(refused[0]); i++)
		rc = seccomp_rule_add(
		    filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	return (rc);
}

/* Sockets whose family compares so with `family`. */
static int
refuse_family(scmp_filter_ctx filter, enum scmp_compare op, scmp_datum_t family)
{
	const struct scmp_arg_cmp first = {
	    .arg = 0, .op = op, .datum_a = family};

	return (seccomp_rule_add_array(
	    filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, &first));
}

/* All families but Unix (1), Internet (2) and its version 6 (10). */
static int
refuse_families(scmp_filter_ctx filter)
{
	scmp_datum_t family;
	int rc = refuse_family(filter, SCMP_CMP_GT, AF_INET6);

	for (family = AF_INET + 1; rc == 0 && family < AF_INET6; family++)
		rc = refuse_family(filter, SCMP_CMP_EQ, family);
	return (rc);
}

enum err
sandbox_enter(struct error *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int rc = -ENOMEM;

	if (filter != NULL) {
		rc = refuse_calls(filter);
		if (rc == 0)
			rc = refuse_families(filter);
		if (rc == 0)
			rc = seccomp_load(filter);
		seccomp_release(filter);
	}
	if (rc != 0)
		return (err_set(e, ERR_UNAVAILABLE, NULL,
		    "The kernel takes no seccomp filter: %s", strerror(-rc)));
	return (ERR_OK);
}
