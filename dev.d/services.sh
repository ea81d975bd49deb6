# Services: configuration of the programs, and the programs themselves.

conf_file() { echo "$VAR/etc/$1.conf"; }

# berth_conf: what all three programs read
berth_conf() {
	cat <<-CONF
	deployment = $DEPLOYMENT
	db_socket = $(DB_SOCKET)
	db_name = berth
	db_user = berth
	web_db_user = berth-web
	control_socket = $VAR/run/berth/keeper.sock
	wake_socket = $VAR/run/berth/wake.sock
	run_dir = $VAR/run/berth/web
	templates_dir = $VAR/root/share/berth/templates
	sql_dir = $VAR/root/share/berth/sql
	static_dir = $VAR/root/share/berth/static
	files_dir = $VAR/lib/berth/files
	web_workers = $WORKERS
	web_user = berth-web
	instance_bind = 127.0.0.1
	CONF
}

# write_confs: one for each user that reads it; fails (1) if nothing changed
write_confs() {
	local changed=1
	owner_conf | write_if_new "$(conf_file berth)" 0600 root && changed=0
	berth_conf | write_if_new "$(conf_file berth-web)" 0600 berth-web &&
	    changed=0
	owner_conf | write_if_new "$(conf_file berth-keeper)" 0600 \
	    berth-keeper && changed=0
	return $changed
}

# The workers have an account of their own, for which the server asks the
# kernel who they are.
owner_conf() {
	berth_conf
	echo "db_password = $(secret db_password)"
}

# ctl …: berthctl on this bench
ctl() {
	"$VAR/root/bin/berthctl" --config "$(conf_file berth)" "$@"
}

# Reports of the sanitizers go to files, so that a worker's last words are
# not lost and tests/run can find them.
sanitizer_options() {
	export ASAN_OPTIONS="log_path=$VAR/log/sanitizer/report:detect_leaks=1"
	export UBSAN_OPTIONS="log_path=$VAR/log/sanitizer/report:print_stacktrace=1"
}

# multiwatch starts what died again, at once; what dies 20 times within half a
# second each is broken and stays down until the next ./dev up.
supervised=(multiwatch -r 20 -t 500)

start_keeper() {
	local group
	pid_of keeper-supervisor >/dev/null && return
	step "starting the keeper"
	# its own group, the workers' (for the sockets they share), the engine's
	group=$(getent group berth-keeper | cut -d : -f 3)
	group=$group,$(getent group berth-web | cut -d : -f 3)
	case $ENGINE_URL in
	unix://*) group=$group,$(stat -L -c %g "$(engine_socket)") ;;
	esac
	rm -f "$VAR/run/berth/keeper.pid"
	start keeper-supervisor setpriv --reuid=berth-keeper \
	    --regid=berth-keeper --groups="$group" --inh-caps=-all \
	    --no-new-privs "${supervised[@]}" -f 1 -- \
	    "$VAR/root/sbin/berth-keeper" \
	    --config "$(conf_file berth-keeper)" \
	    --pid-file "$VAR/run/berth/keeper.pid"
}

start_web() {
	pid_of web >/dev/null && return
	step "starting $WORKERS web workers"
	rm -f "$VAR/run/berth/web.sock"
	start web spawn-fcgi -n -s "$VAR/run/berth/web.sock" -b 4096 \
	    -M 0660 -U berth-web -G www-data -u berth-web -g berth-web -- \
	    "$(command -v multiwatch)" "${supervised[@]:1}" -f "$WORKERS" -- \
	    "$VAR/root/sbin/berth-web" --config "$(conf_file berth-web)"
}

# nginx.conf is the installed one, on the bench's address, from which all of its
# players come.
nginx_conf() {
	local run=$VAR/run/nginx
	sed -e "s|^pid .*|pid $VAR/run/nginx.pid;|" \
	    -e 's|^worker_processes .*|worker_processes 2;|' \
	    -e "s|^error_log .*|error_log $VAR/log/nginx-error.log warn;|" \
	    -e "s|access_log .*|access_log $VAR/log/nginx-access.log;|" \
	    -e 's|rate=[0-9]*r/s|rate=100000r/s|' \
	    -e "s|listen 80 .*|listen 127.0.0.1:$PORT default_server;|" \
	    -e "s|^http {|&\n\tclient_body_temp_path $run-body;\n\tfastcgi_temp_path $run-fastcgi;\n\tproxy_temp_path $run-proxy;\n\tuwsgi_temp_path $run-uwsgi;\n\tscgi_temp_path $run-scgi;|" \
	    "$VAR/root/share/berth/nginx/berth.conf"
}

start_nginx() {
	local conf=$VAR/etc/nginx.conf changed=no
	nginx_conf | write_if_new "$conf" 0644 root && changed=yes
	if ! pid_of nginx >/dev/null; then
		step "starting nginx on 127.0.0.1:$PORT"
		nginx -c "$conf" -e "$VAR/log/nginx-error.log" </dev/null 9>&- ||
		    die "nginx does not start; if something else listens on" \
			"port $PORT, set BERTH_PORT to another"
	elif [ $changed = yes ] || [ "$RESTART" = yes ]; then
		step "reloading nginx"
		nginx -c "$conf" -e "$VAR/log/nginx-error.log" -s reload
	fi
}

web_answers() {
	[ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 \
	    "$URL/containers/login")" = 200 ]
}

stop_services() {
	stop nginx 10
	stop web 20
	stop keeper-supervisor 20
}
