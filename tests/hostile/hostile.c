/*
 * A guest that attacks, as root of its container: a server on port 1337 that
 * reads one line, tries what it says, answers with words and closes.
 *
 *	fork          processes, until there are no more
 *	memory        memory, until something ends it
 *	disk PATH     bytes into a file, until there is no more room
 *	files PATH    empty files in a folder, until there is no more room
 *	flood FOLDER  bytes into file after file, which stay, until it is ended
 *	litter FOLDER empty files in folder after folder, likewise
 *	log MB        so much to standard output
 *	spin N        N processes that never rest; they go with the container
 *	calls         what only the host may: mounts, modules, raw sockets …
 *	look          what of the host can be seen
 *	connect MS ADDRESS PORT…   whether a connection is made in time
 *
 * Statically linked, so that the image has nothing else.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT     1337
#define CHUNK    65536
#define MAX_DISK ((long)2048 * 1024 * 1024)
#define MAX_MANY 2000000
/* What nothing ends spares the machine that tests it. */
#define MAX_FLOOD ((long)8192 * 1024 * 1024)
#define PER_FILE  ((long)16 * 1024 * 1024)
#define PER_DIR   1000

static FILE *out; /* the connection */

static const char *
outcome(long result)
{
	return result == -1 ? strerrorname_np(errno) : "DONE";
}

/* ------------------------------------------------ floods */

/* Children that wait; the last error says what stopped them. */
static void
forks(void)
{
	pid_t group = getpid(), pid = 0;
	int n = 0;

	setpgid(0, 0);
	while (n < MAX_MANY && (pid = fork()) > 0)
		n++;
	if (pid == 0) {
		pause();
		_exit(0);
	}
	fprintf(out, "%d processes, then %s\n", n, outcome(pid));
	fflush(out);
	signal(SIGTERM, SIG_IGN);
	kill(-group, SIGTERM);
}

static void
memory(void)
{
	long mb = 0;
	char *p;

	while ((p = malloc(1024 * 1024)) != NULL) {
		memset(p, 1, 1024 * 1024);
		if (++mb % 16 == 0) {
			fprintf(out, "%ld MB\n", mb);
			fflush(out);
		}
	}
	fprintf(out, "%ld MB, then %s\n", mb, outcome(-1));
}

static void
disk(const char *path)
{
	static char chunk[CHUNK];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	long n = 0, got = fd;

	while (fd != -1 && n < MAX_DISK &&
	       (got = write(fd, chunk, CHUNK)) > 0)
		n += got;
	fprintf(out, "%ld kB, then %s\n", n / 1024, outcome(got));
	unlink(path);
}

static void
files(const char *folder)
{
	char path[256];
	int fd = 0;
	long n;

	for (n = 0; n < MAX_MANY; n++) {
		snprintf(path, sizeof(path), "%s/f%ld", folder, n);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (fd == -1)
			break;
		close(fd);
	}
	fprintf(out, "%ld files, then %s\n", n, outcome(fd));
	while (n-- > 0) {
		snprintf(path, sizeof(path), "%s/f%ld", folder, n);
		unlink(path);
	}
}

/* Words on the way, so that who listens knows how far it came. */
static void
so_far(long n, const char *unit)
{
	fprintf(out, "%ld %s\n", n, unit);
	fflush(out);
}

static void
flood(const char *folder)
{
	static char chunk[CHUNK];
	char path[256];
	long n, got = 1;
	int fd = -1;

	memset(chunk, 'x', sizeof(chunk));
	for (n = 0; n < MAX_FLOOD && got > 0; n += got) {
		if (n % PER_FILE == 0) {
			close(fd);
			so_far(n / 1024 / 1024, "MB");
			snprintf(path, sizeof(path), "%s/b%ld", folder, n);
			fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		}
		got = write(fd, chunk, CHUNK);
	}
	fprintf(out, "%ld MB, then %s\n", n / 1024 / 1024, outcome(got));
}

static void
litter(const char *folder)
{
	char path[256];
	int fd = 0;
	long n;

	for (n = 0; n < MAX_MANY && fd != -1; n++) {
		snprintf(path, sizeof(path), "%s/d%ld", folder, n / PER_DIR);
		if (n % PER_DIR == 0) {
			so_far(n, "files");
			mkdir(path, 0700);
		}
		snprintf(path, sizeof(path), "%s/d%ld/f%ld", folder,
		    n / PER_DIR, n);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		close(fd);
	}
	fprintf(out, "%ld files, then %s\n", n, outcome(fd));
}

static void
logs(long mb)
{
	static char line[1024];
	long i;

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\n';
	for (i = 0; i < mb * 1024; i++)
		if (write(STDOUT_FILENO, line, sizeof(line)) == -1)
			break;
	fprintf(out, "%ld kB\n", i);
}

static void
spin(long n)
{
	while (n-- > 0)
		if (fork() == 0) {
			close(fileno(out));
			for (;;)
				;
		}
	fprintf(out, "spinning\n");
}

/* ------------------------------------------------ what is the host's */

static void
say(const char *what, long result)
{
	fprintf(out, "%s %s\n", what, outcome(result));
}

static void
calls(void)
{
	struct timeval now;

	say("socket.raw", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
	say("socket.packet", socket(AF_PACKET, SOCK_RAW, 0));
	say("mount.tmpfs", mount("x", "/tmp", "tmpfs", 0, NULL));
	say("mount.proc", mount("x", "/tmp", "proc", 0, NULL));
	say("mount.remount", mount("", "/", "", MS_REMOUNT | MS_BIND, NULL));
	say("umount", umount2("/proc/kcore", MNT_DETACH));
	say("unshare.mount", unshare(CLONE_NEWNS));
	say("unshare.user", unshare(CLONE_NEWUSER));
	say("unshare.net", unshare(CLONE_NEWNET));
	say("setns", setns(open("/proc/1/ns/net", O_RDONLY), 0));
	say("chroot", chroot("/tmp"));
	say("chown", chown("/tmp", 1, 1));
	say("setuid", setuid(1000));
	say("mknod", mknod("/tmp/disk", S_IFBLK | 0600, makedev(254, 0)));
	say("module", syscall(SYS_init_module, "", 0, ""));
	say("kexec", syscall(SYS_kexec_load, 0, 0, NULL, 0));
	say("bpf", syscall(SYS_bpf, 0, NULL, 0));
	say("perf", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
	say("keyctl", syscall(SYS_keyctl, 0, 0, 0, 0, 0));
	say("open_by_handle", syscall(SYS_open_by_handle_at, 0, NULL, 0));
	say("syslog", syscall(SYS_syslog, 3, NULL, 0));
	say("iopl", syscall(SYS_iopl, 3));
	say("swapon", syscall(SYS_swapon, "/tmp/x", 0));
	say("quota", syscall(SYS_quotactl, 0, "", 0, NULL));
	say("reboot", reboot(RB_DISABLE_CAD));
	gettimeofday(&now, NULL);
	say("settimeofday", settimeofday(&now, NULL));
	say("sethostname", sethostname("x", 1));
	say("priority", setpriority(PRIO_PROCESS, 0, -20));
	say("limit.nofile", setrlimit(RLIMIT_NOFILE,
				&(struct rlimit){1 << 20, 1 << 20}));
	say("limit.core", setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1}));
	say("ptrace.host", ptrace(PTRACE_ATTACH, 1 << 21, 0, 0));
}

/* Opening the file to write it is enough to know. */
static void
can_write(const char *path)
{
	int fd = open(path, O_WRONLY);

	fprintf(out, "write %s %s\n", path, outcome(fd));
	if (fd != -1)
		close(fd);
}

static void
look(void)
{
	static const char *const paths[] = {"/proc/sysrq-trigger",
	    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe",
	    "/proc/sys/vm/drop_caches", "/proc/kcore", "/proc/acpi",
	    "/sys/kernel/uevent_helper", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
	    "/sys/fs/cgroup/release_agent", "/dev/mem", "/dev/kmsg", "/dev/vda",
	    "/dev/sda", "/dev/fuse", "/dev/kvm", "/var/run/docker.sock",
	    "/run/docker.sock", "/run/mysqld/mysqld.sock", "/etc/shadow"};
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		can_write(paths[i]);
	while (proc != NULL && (entry = readdir(proc)) != NULL)
		n += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
	if (proc != NULL)
		closedir(proc);
	fprintf(out, "processes %d\nuid %d\n", n, (int)getuid());
}

/* ------------------------------------------------ the net */

static void
connect_to(const char *address, int port, int ms)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), e = 0;
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	socklen_t len = sizeof(e);

	inet_pton(AF_INET, address, &sa.sin_addr);
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		e = 0;
	else if (errno != EINPROGRESS)
		e = errno;
	else if (poll(&p, 1, ms) == 0)
		e = ETIMEDOUT;
	else
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &len);
	fprintf(out, "%s:%d %s\n", address, port,
	    e == 0 ? "OPEN" : strerrorname_np(e));
	close(fd);
}

/* All at once: most of them end by the time that is given. */
static void
connects(char *words)
{
	int ms = atoi(strtok(words, " ")), port;
	char *address;

	while ((address = strtok(NULL, " ")) != NULL) {
		port = atoi(strtok(NULL, " "));
		if (fork() == 0) {
			connect_to(address, port, ms);
			fflush(out);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
}

/* ------------------------------------------------ the server */

static void
obey(char *line)
{
	char *words = strchr(line, ' ');

	if (words != NULL)
		*words++ = '\0';
	else
		words = line + strlen(line);
	if (strcmp(line, "fork") == 0)
		forks();
	else if (strcmp(line, "memory") == 0)
		memory();
	else if (strcmp(line, "disk") == 0)
		disk(words);
	else if (strcmp(line, "files") == 0)
		files(words);
	else if (strcmp(line, "flood") == 0)
		flood(words);
	else if (strcmp(line, "litter") == 0)
		litter(words);
	else if (strcmp(line, "log") == 0)
		logs(atol(words));
	else if (strcmp(line, "spin") == 0)
		spin(atol(words));
	else if (strcmp(line, "calls") == 0)
		calls();
	else if (strcmp(line, "look") == 0)
		look();
	else if (strcmp(line, "connect") == 0)
		connects(words);
	fprintf(out, "end\n");
	fflush(out);
}

static void
serve(int fd)
{
	char line[4096];

	out = fdopen(fd, "r+");
	if (out == NULL || fgets(line, sizeof(line), out) == NULL)
		return;
	line[strcspn(line, "\r\n")] = '\0';
	obey(line);
}

int
main(void)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_port = htons(PORT)};
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd, on = 1;

	signal(SIGCHLD, SIG_IGN);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(listener, (struct sockaddr *)&sa, sizeof(sa)) != 0 ||
	    listen(listener, 64) != 0)
		return 1;
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd == -1)
			continue;
		if (fork() == 0) {
			signal(SIGCHLD, SIG_DFL);
			serve(fd);
			_exit(0);
		}
		close(fd);
	}
}
