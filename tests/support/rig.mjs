// A deployment of a test's own without a web: a database, a stub engine, and
// keepers and players that the test starts and kills itself.  Everything in it
// is gone after `close`.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, chmodSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { createInterface } from "node:readline";
import { check } from "./invariants.mjs";

function needed(name) {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests by ./dev test`);
	return value;
}

const top = new URL("../..", import.meta.url).pathname;
const programs = `${needed("BERTH_VAR")}/${process.env.BERTH_BUILD || "build"}`;
const shared = { socket: needed("BERTH_TEST_DB_SOCKET"), user: needed("BERTH_TEST_DB_USER"), password: needed("BERTH_TEST_DB_PASSWORD") };

// Until `look` gives something true, at most `ms`; then that.
export async function until(what, look, ms = 15000) {
	const end = Date.now() + ms;
	for (;;) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

// A program that a supervisor starts again shall not take its sanitizer's last
// words along: tests/run looks for them here.
const reports = `log_path=${process.env.BERTH_VAR}/log/sanitizer/report`;
const sanitizers = {
	ASAN_OPTIONS: process.env.ASAN_OPTIONS || `${reports}:detect_leaks=1`,
	UBSAN_OPTIONS: process.env.UBSAN_OPTIONS || `${reports}:print_stacktrace=1`,
};

// The environment of a program whose wall clock is off by `shift` ("+1h").
export function fakeTime(shift) {
	const library = readdirSync("/usr/lib").map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`).find(existsSync);
	if (!library) throw new Error("libfaketime is not installed");
	return { LD_PRELOAD: library, FAKETIME: shift, FAKETIME_DONT_FAKE_MONOTONIC: "1",
		ASAN_OPTIONS: `${sanitizers.ASAN_OPTIONS}:verify_asan_link_order=0` };
}

const ended = (child) => child.exitCode !== null || child.signalCode !== null;

// ------------------------------------------------------------- the database

// One client that stays: a statement costs no process.  Rows are arrays of
// strings, NULL is null.
const login = ({ socket, user, password }) => ["--no-defaults", `--socket=${socket}`, `--user=${user}`, `--password=${password}`];

export class Sql {
	constructor(server, name) {
		// errors in the same stream, so that they belong to their statement
		this.child = spawn("sh", ["-c", 'exec "$0" "$@" 2>&1', "mariadb", ...login(server), "--batch", "--skip-column-names",
			"--unbuffered", "--force", name]);
		this.lines = [];
		this.waiting = [];
		createInterface({ input: this.child.stdout }).on("line", (line) => {
			if (line !== "-- end") return this.lines.push(line);
			const { resolve, reject } = this.waiting.shift();
			const rows = this.lines;
			this.lines = [];
			const error = rows.find((row) => row.startsWith("ERROR "));
			if (error) reject(new Error(error));
			else resolve(rows.map((row) => row.split("\t").map((cell) => cell === "NULL" ? null : cell)));
		});
	}

	query(statement) {
		return new Promise((resolve, reject) => {
			this.waiting.push({ resolve, reject });
			this.child.stdin.write(`${statement};\nSELECT '-- end';\n`);
		});
	}

	async one(statement) {
		const [row] = await this.query(statement);
		return row === undefined ? null : row.length === 1 ? row[0] : row;
	}

	close() {
		this.child.stdin.end();
	}
}

// A MariaDB of the rig's own, so that it can be killed.
class Server {
	constructor(dir) {
		this.dir = `${dir}/db`;
		this.socket = `${dir}/db.sock`;
		this.user = "root";
		this.password = "";
		execFileSync("mariadb-install-db", ["--no-defaults", "--user=root", `--datadir=${this.dir}`, "--skip-test-db",
			"--auth-root-authentication-method=normal"], { stdio: "ignore" });
	}

	async start() {
		this.child = spawn("mariadbd", ["--no-defaults", "--user=root", `--datadir=${this.dir}`, `--socket=${this.socket}`,
			`--pid-file=${this.dir}/pid`, "--skip-networking", "--innodb-lock-wait-timeout=1", "--innodb-buffer-pool-size=32M"],
			{ stdio: "ignore" });
		await until("MariaDB", () => {
			try {
				return execFileSync("mariadb", [...login(this), "-e", "SELECT 1"], { stdio: ["ignore", "pipe", "ignore"] });
			} catch {
				return false;
			}
		});
	}

	async stop(signal = "SIGTERM") {
		this.child.kill(signal);
		await until("MariaDB to end", () => ended(this.child), 30000);
	}
}

// ---------------------------------------------------------- the stub engine

export class Stub {
	constructor(dir) {
		this.socket = `${dir}/engine.sock`;
		this.url = `unix://${this.socket}`;
	}

	async start() {
		this.child = spawn(`${programs}/tests/support/stub_engine`, [this.socket], { stdio: ["ignore", "pipe", "inherit"] });
		await new Promise((resolve, reject) => {
			this.child.stdout.once("data", resolve);
			this.child.once("exit", () => reject(new Error("the stub engine did not start")));
		});
	}

	call(method, path, body) {
		return new Promise((resolve, reject) => {
			const req = http.request({ socketPath: this.socket, method, path, agent: false }, (res) => {
				let text = "";
				res.setEncoding("utf8");
				res.on("data", (part) => { text += part; });
				res.on("end", () => resolve({ status: res.statusCode, text, get json() { return JSON.parse(text); } }));
			});
			req.on("error", reject);
			req.end(body === undefined ? undefined : JSON.stringify(body));
		});
	}

	async control(path, body) {
		const answer = await this.call(body === undefined ? "GET" : "POST", `/stub/${path}`, body);
		if (answer.status !== 200) throw new Error(`stub: ${path}: ${answer.status} ${answer.text}`);
		return answer.json;
	}

	state = () => this.control("state");
	config = (values) => this.control("config", values);
	rules = (...rules) => this.control("rules", rules);
	held = (n = 1, ms = 10000) => this.control(`wait?held=${n}&ms=${ms}`);
	release = (order = {}) => this.control("release", order);

	async stop() {
		this.child.kill();
		await until("the stub engine to end", () => ended(this.child));
	}
}

// --------------------------------------------------------------- the players

// One process that gives orders, one after the other.
class Player {
	constructor(rig, env = {}) {
		this.rig = rig;
		this.child = spawn(`${programs}/tests/support/player`, [rig.conf("k1")],
			{ stdio: ["pipe", "pipe", "pipe"], env: { ...rig.env, ...env } });
		this.child.stderr.on("data", (data) => { rig.log += data; });
		this.waiting = [];
		createInterface({ input: this.child.stdout }).on("line", (line) => this.waiting.shift()(line));
		this.child.once("exit", () => { for (const done of this.waiting) done("err killed"); });
		this.child.stdin.on("error", () => {});
	}

	// { ok, word, id, place }: what became of it; accepted orders are remembered.
	async order(what, user, challenge = 1) {
		const line = await new Promise((resolve) => {
			if (ended(this.child)) return resolve("err killed");
			this.waiting.push(resolve);
			this.child.stdin.write(`${what} ${user} ${challenge}\n`);
		});
		const [verdict, word, ...rest] = line.split(" ");
		const answer = { ok: verdict === "ok", word, id: rest[0], place: Number(rest[1]), sentence: rest.join(" ").trim() };
		if (answer.ok) this.rig.accepted.push({ what, user, challenge, id: answer.id, word });
		return answer;
	}

	close() {
		this.child.stdin.end();
	}
}

// ------------------------------------------------------------------- the web

const freePort = () => new Promise((resolve) => {
	const server = net.createServer().listen(0, "127.0.0.1", () => {
		const { port } = server.address();
		server.close(() => resolve(port));
	});
});

// The pids of the processes whose command line and parent `want` likes.
function processes(want) {
	return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
		try {
			return want(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "),
				Number(/^PPid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]));
		} catch {
			return false; // it has ended meanwhile
		}
	}).map(Number);
}

// Workers behind an nginx, as a deployment has them.
class Web {
	constructor(rig) {
		this.rig = rig;
		this.dir = rig.dir;
	}

	async start({ workers, env, log, tls, limits }) {
		const file = openSync(log, "a");
		this.workers = spawn("spawn-fcgi", ["-n", "-s", `${this.dir}/web.sock`, "-b", "4096", "-M", "0666", "--", "/usr/bin/multiwatch",
			"-r", "20", "-t", "500", "-f", String(workers), "--", `${programs}/berth-web`, "--config", this.rig.conf("k1")],
			{ stdio: ["ignore", file, file], env: { ...this.rig.env, ...env }, detached: true });
		closeSync(file);
		this.port = await freePort();
		this.tls = tls;
		this.limits = limits;
		if (tls) this.makeCertificate();
		this.writeNginx();
		this.nginx = spawn("nginx", ["-c", `${this.dir}/nginx/berth.conf`, "-e", `${this.dir}/nginx.log`, "-g", "daemon off;"],
			{ stdio: "ignore" });
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
		const look = () => tls ? this.ask("GET", "/containers/login") : this.send("GET", "/containers/login");
		await until("the web", async () => (await look().catch(() => ({}))).status === 200, 30000);
	}

	makeCertificate() {
		execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
			"-subj", "/CN=127.0.0.1", "-keyout", `${this.dir}/tls.key`, "-out", `${this.dir}/tls.pem`], { stdio: "ignore" });
	}

	get url() {
		return `${this.tls ? "https" : "http"}://127.0.0.1:${this.port}`;
	}

	// The lines that berth.conf has for TLS, as its comment says.
	withTls(text) {
		const header = /^\t\t#\t(add_header Strict.*)/m.exec(text);
		if (header) writeFileSync(`${this.dir}/nginx-headers.conf`, `${header[1]}\n`);
		return text.replace(/^\t\tlisten 80 .*\n/m, "")
			.replace(/^\t\t#(listen 443|ssl_)/gm, "\t\t$1")
			.replace("listen 443 ", `listen 127.0.0.1:${this.port} `)
			.replace(/ssl_certificate .*/, `ssl_certificate ${this.dir}/tls.pem;`)
			.replace(/ssl_certificate_key .*/, `ssl_certificate_key ${this.dir}/tls.key;`);
	}

	// { status, headers, text } over TLS.
	ask(method, path, headers = {}, body = undefined, options = {}) {
		return new Promise((resolve, reject) => {
			const req = https.request({ hostname: "127.0.0.1", port: this.port, method, path, headers, agent: false, rejectUnauthorized: false,
				...options }, (res) => {
				let text = "";
				res.setEncoding("utf8");
				res.on("data", (part) => { text += part; });
				res.on("end", () => resolve({ status: res.statusCode, headers: res.headers, text }));
			});
			req.on("error", reject);
			req.end(body);
		});
	}

	// The installed files, in other folders.
	writeNginx() {
		mkdirSync(`${this.dir}/nginx`, { recursive: true });
		// some are made by the build
		for (const from of [top, `${programs}/`]) cpSync(`${from}static/errors`, `${this.dir}/errors`, { recursive: true });
		for (const name of readdirSync(`${top}nginx`).filter((file) => file.endsWith(".conf"))) {
			const installed = readFileSync(`${top}nginx/${name}`, "utf8");
			const text = (this.tls ? this.withTls(installed) : installed)
				.replaceAll("/usr/share/berth/nginx", `${this.dir}/nginx`)
				.replaceAll("/usr/share/berth/static/errors", `${this.dir}/errors`)
				.replaceAll("/usr/share/berth/static", `${top}static`)
				.replaceAll("/etc/berth/", `${this.dir}/`)
				.replaceAll("/run/berth/web.sock", `${this.dir}/web.sock`)
				.replace(/^pid .*/m, `pid ${this.dir}/nginx.pid;`)
				.replace(/^worker_processes .*/m, "worker_processes 2;")
				.replace(/^error_log .*/m, `error_log ${this.dir}/nginx.log warn;`)
				.replace(/access_log .*/, "access_log off;")
				// all of a test's players come from one address
				.replace(/rate=\d+r\/s/, this.limits ? "$&" : "rate=100000r/s")
				.replace("listen 80 ", `listen 127.0.0.1:${this.port} `)
				.replace("http {", `http {\n${["client_body", "fastcgi", "proxy", "uwsgi", "scgi"]
					.map((kind) => `\t${kind}_temp_path ${this.dir}/nginx-${kind};\n`).join("")}`);
			writeFileSync(`${this.dir}/nginx/${name}`, text);
		}
	}

	// { status, text, json, ms }.  A kept connection may be closed just when the
	// next request is sent; where that matters, `agent: false` keeps none.
	send(method, path, { token, body, agent = this.agent } = {}) {
		return new Promise((resolve, reject) => {
			const began = performance.now();
			const headers = { "Content-Type": "application/json" };
			if (token) headers.Authorization = `Token ${token}`;
			const req = http.request({ hostname: "127.0.0.1", port: this.port, method, path, headers, agent }, (res) => {
				let text = "";
				res.setEncoding("utf8");
				res.on("data", (part) => { text += part; });
				res.on("end", () => {
					let json = null;
					try {
						json = JSON.parse(text);
					} catch {
						// a page
					}
					resolve({ status: res.statusCode, text, json, ms: performance.now() - began });
				});
			});
			req.on("error", reject);
			req.end(body === undefined ? undefined : JSON.stringify(body));
		});
	}

	// The pids of the workers that serve now.
	pids = () => processes((command) => command.startsWith(`${programs}/berth-web --config ${this.rig.conf("k1")}`));
	nginxWorkers = () => processes((_, parent) => parent === this.nginx.pid);

	reload() {
		this.nginx.kill("SIGHUP");
	}

	async stop() {
		this.agent.destroy();
		this.nginx.kill("SIGTERM");
		// multiwatch alone: a worker that dies first would be started again
		this.workers.kill("SIGTERM");
		await until("the web to end", () => ended(this.nginx) && ended(this.workers));
	}
}

// ------------------------------------------------------------------- the rig

export class Rig {
	deployment = "rig";
	accepted = [];
	keepers = new Set();
	players = [];
	log = "";

	static async open({ users = 40, server = "shared" } = {}) {
		const rig = new Rig();
		rig.dir = mkdtempSync("/tmp/berth-rig-");
		chmodSync(rig.dir, 0o755); // for nginx
		rig.server = shared;
		if (server === "own") {
			rig.server = new Server(rig.dir);
			await rig.server.start();
		}
		rig.database = `berth_test_${rig.dir.slice(-6).toLowerCase()}_${process.pid}`;
		rig.env = { ...process.env, ...sanitizers };
		delete rig.env.BERTH_CONF;
		rig.admin(`CREATE DATABASE ${rig.database} CHARACTER SET utf8mb4`);
		rig.stub = new Stub(rig.dir);
		await rig.stub.start();
		rig.writeConf("k1");
		rig.ctl("migrate");
		rig.ctl("settings", "set", "docker_base_url", rig.stub.url);
		rig.openSql();
		if (users > 0) await rig.addPeople(users);
		rig.player = rig.openPlayer();
		return rig;
	}

	// Users 1 to n; challenges 1 and 2 with one port, 3 with an image that has
	// no HEALTHCHECK.
	async addPeople(n) {
		const users = Array.from({ length: n }, (_, i) => `(${i + 1}, 'p${i + 1}', 'p${i + 1}', '', 'player')`);
		await this.sql.query(`INSERT INTO users (id, name, name_key, password_hash, role) VALUES ${users}`);
		await this.sql.query("INSERT INTO challenges (id, name, description, type, state, image) VALUES"
			+ " (1, 'One', '', 'container', 'visible', 'stub'), (2, 'Two', '', 'container', 'visible', 'stub'),"
			+ " (3, 'Three', '', 'container', 'visible', 'stub-nohealth')");
		await this.sql.query("INSERT INTO challenge_ports (challenge_id, position, port) VALUES (1, 0, 80), (2, 0, 80), (3, 0, 80)");
	}

	admin = (statement) => execFileSync("mariadb", [...login(this.server), "-e", statement]);

	// Again after the server was killed: the client does not come back by itself.
	openSql() {
		this.sql?.close();
		this.sql = new Sql(this.server, this.database);
	}

	conf = (name) => `${this.dir}/${name}.conf`;

	// A keeper of its own name and folder.
	writeConf(name) {
		mkdirSync(`${this.dir}/${name}`);
		writeFileSync(this.conf(name), `deployment = ${this.deployment}
db_socket = ${this.server.socket}
db_name = ${this.database}
db_user = ${this.server.user}
db_password = ${this.server.password}
keeper_name = ${name}
control_socket = ${this.dir}/${name}/keeper.sock
wake_socket = ${this.dir}/${name}/wake.sock
run_dir = ${this.dir}/${name}
templates_dir = ${top}templates
sql_dir = ${top}sql
static_dir = ${top}static
instance_bind = 127.0.0.1
`, { mode: 0o600 });
	}

	ctl(...words) {
		return execFileSync(`${programs}/berthctl`, ["--config", this.conf("k1"), ...words], { env: this.env }).toString();
	}

	set(values) {
		for (const [key, value] of Object.entries(values)) this.ctl("settings", "set", key, String(value));
	}

	// More lines for berth.conf, before what reads it is started.
	addConf(name, lines) {
		appendFileSync(this.conf(name), lines);
	}

	async openWeb({ workers = 8, env = {}, log = `${this.dir}/web.log`, tls = false, limits = false } = {}) {
		this.web = new Web(this);
		await this.web.start({ workers, env, log, tls, limits });
		return this.web;
	}

	// Tokens of the users 1 to n.
	async tokens(n) {
		const found = [];
		for (let user = 1; user <= n; user++) found.push((await this.player.order("token", user, 0)).id);
		this.accepted = [];
		return found;
	}

	openPlayer(env) {
		const player = new Player(this, env);
		this.players.push(player);
		return player;
	}

	// Start a keeper; `points` counts the fault points that it passed.
	startKeeper({ name = "k1", env = {}, log = "pipe" } = {}) {
		const child = spawn(`${programs}/berth-keeper`, ["--config", this.conf(name)],
			{ stdio: ["ignore", "ignore", log], env: { ...this.env, ...env } });
		child.points = {};
		child.lines = [];
		if (log === "pipe") createInterface({ input: child.stderr }).on("line", (line) => {
			this.log += `${line}\n`;
			child.lines.push(line);
			const point = /fault\.point.*name=(\S+) n=(\d+)/.exec(line);
			if (point) child.points[point[1]] = Number(point[2]);
		});
		this.keepers.add(child);
		child.once("exit", () => this.keepers.delete(child));
		return child;
	}

	async kill(child, signal = "SIGKILL") {
		child.kill(signal);
		await until(`a keeper to end`, () => ended(child));
	}

	async killAll() {
		for (const child of [...this.keepers]) await this.kill(child);
	}

	// As a supervisor does: start it, and again without the fault when it dies.
	async supervise(env, body) {
		let over = false, deaths = 0;
		const start = (with_) => {
			const child = this.startKeeper({ env: with_ });
			child.once("exit", (code, signal) => {
				if (over) return;
				if (signal !== "SIGKILL") throw new Error(`the keeper ended: ${code} ${signal}`);
				deaths++;
				start({});
			});
			return child;
		};
		const first = start(env);
		try {
			await body(first);
		} finally {
			over = true;
			await this.killAll();
		}
		return { deaths, first };
	}

	row = async (id) => {
		const [row] = await this.sql.query("SELECT state, desired, generation, container_id, lease_owner, end_reason, error_player,"
			+ ` error_admin, attempt FROM instances WHERE public_id = '${id}'`);
		const [state, desired, generation, container, lease, reason, player, adminError, attempt] = row;
		return { state, desired, generation: Number(generation), container, lease, reason, player, admin: adminError, attempt: Number(attempt) };
	};

	inState = (id, state, ms) => until(`${id} to be ${state}`, async () => (await this.row(id)).state === state, ms);
	runs = (id, generation, ms) => until(`generation ${generation} of ${id} to run`, async () => {
		const row = await this.row(id);
		return row.state === "running" && row.generation === generation && row.desired === "running";
	}, ms);

	// Nothing is on its way any more.
	quiet = (ms) => until("quiet", async () => await this.sql.one("SELECT COUNT(*) FROM instances"
		+ " WHERE state NOT IN ('running', 'warm', 'gone') OR (state IN ('running', 'warm') AND desired <> 'running')") === "0", ms);

	// The engine's containers are those that rows say.
	inStep = (ms) => until("containers and rows in step", async () => {
		const rows = await this.sql.query("SELECT container_id FROM instances WHERE state IN ('running', 'warm')");
		const { containers, networks } = await this.stub.state();
		const ours = containers.filter(({ labels }) => labels["berth.deployment"] === this.deployment);
		if (ours.map(({ id }) => id).sort().join() !== rows.flat().sort().join()) return false;
		const live = (await this.sql.query("SELECT public_id FROM instances WHERE state <> 'gone'")).flat();
		return networks.every(({ labels }) => labels["berth.network"] !== "own" || live.includes(labels["berth.instance"]));
	}, ms);

	// The eight invariants; call it when it is quiet.
	async check(options = {}) {
		await check({ sql: this.sql, deployment: this.deployment, accepted: this.accepted,
			containers: async () => (await this.stub.state()).containers,
			networks: async () => (await this.stub.state()).networks, ...options });
	}

	// As new, without the price of a new database.
	async clear() {
		await this.killAll();
		await this.stub.control("reset", {});
		for (const table of ["endpoints", "instance_events", "instances"]) await this.sql.query(`DELETE FROM ${table}`);
		this.accepted = [];
		this.log = "";
	}

	async close() {
		if (this.web) await this.web.stop();
		await this.killAll();
		for (const player of this.players) player.close();
		this.sql.close();
		await this.stub.stop();
		if (this.server === shared) this.admin(`DROP DATABASE ${this.database}`);
		else await this.server.stop();
		rmSync(this.dir, { recursive: true });
	}
}
