// A deployment of a test's own without a web: a database, a stub engine, and
// keepers and players that the test starts and kills itself.  Everything in it
// is gone after `close`.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createInterface } from "node:readline";
import { check } from "./invariants.mjs";

function needed(name) {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests by ./dev test`);
	return value;
}

const top = new URL("../..", import.meta.url).pathname;
const programs = `${needed("BERTH_VAR")}/${process.env.BERTH_BUILD || "build"}`;
const database = { socket: needed("BERTH_TEST_DB_SOCKET"), user: needed("BERTH_TEST_DB_USER"), password: needed("BERTH_TEST_DB_PASSWORD") };

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

const ended = (child) => child.exitCode !== null || child.signalCode !== null;

// ------------------------------------------------------------- the database

// One client that stays: a statement costs no process.  Rows are arrays of
// strings, NULL is null.
export class Sql {
	constructor(name) {
		this.child = spawn("mariadb", ["--no-defaults", "--batch", "--skip-column-names", "--unbuffered", "--force",
			`--socket=${database.socket}`, `--user=${database.user}`, `--password=${database.password}`, name]);
		this.errors = "";
		this.child.stderr.on("data", (data) => { this.errors += data; });
		this.lines = [];
		this.waiting = [];
		createInterface({ input: this.child.stdout }).on("line", (line) => {
			if (line !== "-- end") return this.lines.push(line);
			const { resolve, reject } = this.waiting.shift();
			const rows = this.lines;
			const errors = this.errors;
			this.lines = [];
			this.errors = "";
			if (errors) reject(new Error(errors));
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

const admin = (statement) => execFileSync("mariadb", ["--no-defaults", `--socket=${database.socket}`,
	`--user=${database.user}`, `--password=${database.password}`, "-e", statement]);

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

	// { ok, word, id }: what became of it; accepted orders are remembered.
	async order(what, user, challenge = 1) {
		const line = await new Promise((resolve) => {
			if (ended(this.child)) return resolve("err killed");
			this.waiting.push(resolve);
			this.child.stdin.write(`${what} ${user} ${challenge}\n`);
		});
		const [verdict, word, ...rest] = line.split(" ");
		const answer = { ok: verdict === "ok", word, id: rest[0], sentence: rest.join(" ") };
		if (answer.ok) this.rig.accepted.push({ what, user, challenge, id: answer.id, word });
		return answer;
	}

	close() {
		this.child.stdin.end();
	}
}

// ------------------------------------------------------------------- the rig

export class Rig {
	deployment = "rig";
	accepted = [];
	keepers = new Set();
	players = [];
	log = "";

	static async open({ users = 40 } = {}) {
		const rig = new Rig();
		rig.dir = mkdtempSync("/tmp/berth-rig-");
		rig.database = `berth_test_${rig.dir.slice(-6).toLowerCase()}_${process.pid}`;
		rig.env = { ...process.env };
		delete rig.env.BERTH_CONF;
		admin(`CREATE DATABASE ${rig.database} CHARACTER SET utf8mb4`);
		rig.stub = new Stub(rig.dir);
		await rig.stub.start();
		rig.writeConf("k1");
		rig.ctl("migrate");
		rig.ctl("settings", "set", "docker_base_url", rig.stub.url);
		rig.sql = new Sql(rig.database);
		await rig.addPeople(users);
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

	conf = (name) => `${this.dir}/${name}.conf`;

	// A keeper of its own name and folder.
	writeConf(name) {
		mkdirSync(`${this.dir}/${name}`);
		writeFileSync(this.conf(name), `deployment = ${this.deployment}
db_socket = ${database.socket}
db_name = ${this.database}
db_user = ${database.user}
db_password = ${database.password}
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

	openPlayer(env) {
		const player = new Player(this, env);
		this.players.push(player);
		return player;
	}

	// Start a keeper; `points` counts the fault points that it passed.
	startKeeper({ name = "k1", env = {}, command = [] } = {}) {
		const words = [...command, `${programs}/berth-keeper`, "--config", this.conf(name)];
		const child = spawn(words[0], words.slice(1), { stdio: ["ignore", "ignore", "pipe"], env: { ...this.env, ...env } });
		child.points = {};
		child.lines = [];
		createInterface({ input: child.stderr }).on("line", (line) => {
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
		+ " WHERE state NOT IN ('running', 'gone') OR (state = 'running' AND desired <> 'running')") === "0", ms);

	// The engine's containers are those that rows say.
	inStep = (ms) => until("containers and rows in step", async () => {
		const rows = await this.sql.query("SELECT container_id FROM instances WHERE state = 'running'");
		const { containers } = await this.stub.state();
		const ours = containers.filter(({ labels }) => labels["berth.deployment"] === this.deployment);
		return ours.map(({ id }) => id).sort().join() === rows.flat().sort().join();
	}, ms);

	// The eight invariants; call it when it is quiet.
	async check(options = {}) {
		await check({ sql: this.sql, deployment: this.deployment, accepted: this.accepted,
			containers: async () => (await this.stub.state()).containers, ...options });
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
		await this.killAll();
		for (const player of this.players) player.close();
		this.sql.close();
		await this.stub.stop();
		admin(`DROP DATABASE ${this.database}`);
		rmSync(this.dir, { recursive: true });
	}
}
