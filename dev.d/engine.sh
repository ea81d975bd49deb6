# The engine: found or started, asked over its API; no docker command.

ENGINE_URL=${BERTH_ENGINE_URL:-unix:///var/run/docker.sock}
# What benches side by side share.
engine_state=/run/berth-bench

# engine METHOD PATH [curl options]: one call, body on standard output
engine() {
	local method=$1 path=$2
	shift 2
	case $ENGINE_URL in
	unix://*) curl -sS -f -X "$method" --unix-socket "$(engine_socket)" \
	    "$@" "http://engine$path" ;;
	tcp://*) curl -sS -f -X "$method" "$@" \
	    "http://${ENGINE_URL#tcp://}$path" ;;
	*) die "the bench speaks to unix:// and tcp:// engines, not" \
	    "$ENGINE_URL" ;;
	esac
}

engine_socket() {
	# unix://var/run/… is what old settings say for unix:///var/run/…
	echo "/${ENGINE_URL#unix://}" | tr -s /
}

engine_answers() {
	[ "$(engine GET /_ping 2>/dev/null)" = OK ]
}

# is_stub: the engine is tests/support/stub_engine, which builds nothing
is_stub() {
	[ "$(engine GET /stub/state?brief=1 2>/dev/null | jq .stub)" = true ]
}

ensure_engine() {
	mkdir -p "$engine_state/users"
	touch "$engine_state/users/$DEPLOYMENT"
	engine_answers && return
	case $ENGINE_URL in
	unix:///var/run/docker.sock | unix:///run/docker.sock | \
	    unix://var/run/docker.sock) ;;
	*) die "no engine answers at $ENGINE_URL" ;;
	esac
	command -v dockerd >/dev/null || install_packages docker.io
	step "starting dockerd (log: /var/log/berth-bench-dockerd.log)"
	if [ -d /run/systemd/system ]; then
		systemctl start docker
	else
		setsid dockerd --host unix:///var/run/docker.sock \
		    >>/var/log/berth-bench-dockerd.log 2>&1 </dev/null 9>&- &
		echo $! >"$engine_state/dockerd.pid"
	fi
	wait_for 60 "the engine" engine_answers ||
	    { tail -n 20 /var/log/berth-bench-dockerd.log; die "no engine"; }
}

firewall() { "$VAR/root/sbin/berth-firewall" "$@"; }

# ensure_firewall: the same rules for all benches that share this engine
ensure_firewall() {
	! is_stub || return 0
	firewall --check >/dev/null 2>&1 && return
	step "firewalling instances"
	firewall || warn "instances are not kept from this machine's ports:" \
	    "berth-firewall has failed"
}

# leave_firewall: take the rules away unless another bench needs them
leave_firewall() {
	[ -x "$VAR/root/sbin/berth-firewall" ] || return 0
	rm -f "$engine_state/users/$DEPLOYMENT"
	[ -z "$(ls "$engine_state/users" 2>/dev/null)" ] || return 0
	step "removing the rules of the firewall"
	firewall --remove || true
}

# remove_networks: those that carry this bench's label
remove_networks() {
	local id
	for id in $(engine GET /networks | jq -r --arg d "$DEPLOYMENT" \
	    '.[] | select(.Labels["berth.deployment"] == $d) | .Id'); do
		step "removing network ${id:0:12}"
		engine DELETE "/networks/$id" >/dev/null || true
	done
}

# leave_engine: stop the engine if a bench started it, no other bench uses it
# and nobody else's containers run in it
leave_engine() {
	local pid others
	rm -f "$engine_state/users/$DEPLOYMENT"
	pid=$(cat "$engine_state/dockerd.pid" 2>/dev/null) || return 0
	[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
	[ -z "$(ls "$engine_state/users")" ] || return 0
	others=$(engine GET /containers/json | jq --arg d "$DEPLOYMENT" \
	    '[.[] | select(.Labels["berth.deployment"] != $d)] | length') ||
	    return 0
	[ "$others" = 0 ] || return 0
	step "stopping dockerd"
	kill -TERM "$pid"
	wait_for 30 "dockerd to end" gone "$pid" || true
	rm -f "$engine_state/dockerd.pid"
}

# remove_containers: what carries this bench's label
remove_containers() {
	local id
	for id in $(engine GET "/containers/json?all=1" | jq -r \
	    --arg d "$DEPLOYMENT" \
	    '.[] | select(.Labels["berth.deployment"] == $d) | .Id'); do
		step "removing container ${id:0:12}"
		engine DELETE "/containers/$id?force=1&v=1" >/dev/null || true
	done
}

# build_image FOLDER: image berth-demo-NAME:latest, unless it is of just these
# files
build_image() {
	local dir=$1 name tmp hash have
	! is_stub || return 0
	name=berth-demo-$(basename "$dir")
	tmp=$(mktemp -d "$VAR/image.XXXXXX")
	cp -a "$dir/Dockerfile" "$dir/rootfs" "$tmp/"
	install -D -m 0755 /bin/busybox "$tmp/rootfs/bin/busybox"
	ln -s busybox "$tmp/rootfs/bin/sh"
	chmod -R u=rwX,go=rX "$tmp/rootfs"
	hash=$(cd "$tmp" && tar --sort=name --owner=0 --group=0 --numeric-owner \
	    --mtime=@0 -cf - . | tee "$tmp.tar" | sha256sum | cut -c 1-32)
	have=$(engine GET "/images/$name:latest/json" 2>/dev/null |
	    jq -r '.Config.Labels["berth.demo"] // ""') || have=
	if [ "$have" != "$hash" ]; then
		step "building image $name"
		engine POST "/build?t=$name:latest&rm=1&labels=%7B%22berth.demo%22:%22$hash%22%7D" \
		    -H 'Content-Type: application/x-tar' \
		    --data-binary "@$tmp.tar" >"$VAR/log/image-$name.log"
		! grep '"error"' "$VAR/log/image-$name.log" >&2 ||
		    die "image $name could not be built"
	fi
	rm -rf "$tmp" "$tmp.tar"
}
