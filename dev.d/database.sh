# The database: a private MariaDB in $VAR/db, on a unix socket, no network.

DB_SOCKET() { echo "$VAR/run/db/db.sock"; }

# sql: statements from standard input, as the database's administrator
sql() {
	mariadb --no-defaults --socket="$(DB_SOCKET)" --user=root --batch \
	    --skip-column-names "$@"
}

db_answers() {
	echo 'SELECT 1' | sql
}

ensure_database() {
	if [ ! -d "$VAR/db/mysql" ]; then
		step "making a database in $VAR_LINK/db"
		rm -rf "$VAR/db"
		install -d -m 0700 -o berth-db -g berth-db "$VAR/db"
		mariadb-install-db --no-defaults --user=berth-db \
		    --datadir="$VAR/db" --skip-test-db \
		    --auth-root-authentication-method=socket \
		    --auth-root-socket-user=root >"$VAR/log/db.log" 2>&1 ||
		    { tail -n 20 "$VAR/log/db.log"; die "no database"; }
	fi
	write_my_cnf || true
	pid_of db >/dev/null || {
		step "starting MariaDB"
		start db mariadbd --defaults-file="$VAR/etc/my.cnf"
	}
	wait_for 30 "MariaDB" db_answers ||
	    { tail -n 20 "$VAR/log/db.log"; die "no database"; }
	make_accounts
}

write_my_cnf() {
	write_if_new "$VAR/etc/my.cnf" 0644 root <<-CONF
	[mariadbd]
	user = berth-db
	datadir = $VAR/db
	socket = $(DB_SOCKET)
	pid-file = $VAR/run/db/mariadbd.pid
	skip-networking
	skip-name-resolve
	character-set-server = utf8mb4
	innodb_flush_log_at_trx_commit = 1
	innodb_buffer_pool_size = 128M
	max_connections = 200
	performance_schema = off
	CONF
}

make_accounts() {
	local password
	password=$(secret db_password)
	sql <<-SQL
	CREATE DATABASE IF NOT EXISTS berth CHARACTER SET utf8mb4;
	CREATE USER IF NOT EXISTS berth@localhost;
	ALTER USER berth@localhost IDENTIFIED BY '$password';
	GRANT ALL ON berth.* TO berth@localhost WITH GRANT OPTION;
	GRANT ALL ON \`berth\\_test%\`.* TO berth@localhost;
	CREATE USER IF NOT EXISTS 'berth-web'@localhost IDENTIFIED VIA unix_socket;
	SQL
}
