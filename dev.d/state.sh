# State: the bench's folder, its users, its process files.

# choose_var: set VAR, the real folder of the state, with a path that every
# user can reach and that leaves room for a unix socket's name (108 bytes).
# Where $BERTH_VAR is no such place, the real folder lies under
# /var/lib/berth-bench and $BERTH_VAR is a link to it.
choose_var() {
	local wanted=${BERTH_VAR:-$top/var}
	case $wanted in /*) ;; *) wanted=$PWD/$wanted ;; esac
	wanted=$(realpath -ms "$wanted")
	if [ -L "$wanted" ]; then
		VAR=$(readlink -m "$wanted")
	elif is_reachable "$wanted" && [ ${#wanted} -le 70 ]; then
		VAR=$wanted
	else
		VAR=/var/lib/berth-bench/$(hash_of "$wanted")
		[ ! -d "$wanted" ] || rmdir "$wanted" 2>/dev/null ||
		    die "$wanted cannot be reached by every user, or is too" \
			"long for a socket; move it away or set BERTH_VAR"
		mkdir -p "$(dirname "$wanted")"
		ln -sfn "$VAR" "$wanted"
	fi
	VAR_LINK=$wanted
	DEPLOYMENT=bench-$(hash_of "$VAR")
}

hash_of() {
	printf %s "$1" | sha256sum | cut -c 1-8
}

# is_reachable PATH: every existing folder on the way to PATH lets all pass
is_reachable() {
	local dir=$1
	while [ "$dir" != / ]; do
		dir=$(dirname "$dir")
		[ ! -d "$dir" ] && continue
		case $(stat -L -c %A "$dir") in *[xt]) ;; *) return 1 ;; esac
	done
}

make_users() {
	local user
	for user in berth-web berth-keeper berth-db; do
		getent passwd "$user" >/dev/null ||
		    useradd --system --user-group --no-create-home \
			--home-dir /nonexistent --shell /usr/sbin/nologin "$user"
	done
}

# The layout of a deployment, below $VAR instead of /.
make_folders() {
	install -d -m 0755 "$VAR" "$VAR/etc" "$VAR/log" "$VAR/run"
	install -d -m 0700 "$VAR/secrets"
	install -d -m 0755 -o berth-keeper -g berth-keeper "$VAR/run/berth"
	install -d -m 0750 -o berth-web -g berth-web "$VAR/run/berth/web"
	install -d -m 0755 -o berth-db -g berth-db "$VAR/run/db"
	install -d -m 0755 "$VAR/lib" "$VAR/lib/berth"
	install -d -m 0755 -o berth-web -g berth-web "$VAR/lib/berth/files"
	install -d -m 1777 "$VAR/log/sanitizer"
	# The keeper writes its own; everybody else's is written here.
	ln -sfn berth/keeper.pid "$VAR/run/keeper.pid"
}

# secret NAME: print a random password, made the first time it is asked for
secret() {
	local file=$VAR/secrets/$1
	[ -s "$file" ] || (
		umask 077
		head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$file"
	)
	cat "$file"
}

# write_if_new FILE MODE OWNER: take standard input as FILE; fails (1) if that
# is what it held already
write_if_new() {
	local new=$1.new
	install -m "$2" -o "$3" -g "$3" /dev/stdin "$new"
	if cmp -s "$new" "$1"; then
		rm "$new"
		return 1
	fi
	mv "$new" "$1"
}

# pid_of NAME: print the pid of service NAME if it runs.  A file left over
# from before a reboot may name somebody else's process: ours name $VAR, or
# the engine's program, in their arguments.
pid_of() {
	local pid
	pid=$(cat "$VAR/run/$1.pid" 2>/dev/null) || return 1
	[ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 1
	tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$VAR/" || return 1
	echo "$pid"
}

# start NAME COMMAND…: run it in the background, detached, logged
start() {
	local name=$1
	shift
	setsid "$@" >>"$VAR/log/$name.log" 2>&1 </dev/null 9>&- &
	echo $! >"$VAR/run/$name.pid"
}

# stop NAME SECONDS: end it gently, and after SECONDS for sure
stop() {
	local pid
	pid=$(pid_of "$1") || return 0
	step "stopping $1"
	kill -TERM "$pid" 2>/dev/null || true
	wait_for "$2" "$1 to end" gone "$pid" || {
		kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid" || true
	}
	rm -f "$VAR/run/$1.pid"
}

# gone PID: it has ended, even if nobody has collected it yet
gone() {
	local state
	state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
	[ -z "$state" ] || [ "$state" = Z ]
}

# wait_for SECONDS WHAT COMMAND…: until COMMAND succeeds; says if it did not
wait_for() {
	local tries=$(($1 * 20)) what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			warn "waited in vain for $what"
			return 1
		}
		sleep 0.05
	done
}
