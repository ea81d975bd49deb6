// The processes: what a worker gave up, and who gets through to the keeper
// and the engine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { test } from "node:test";
import { folder, workers } from "../support/bench.mjs";

const binary = `${folder}/root/sbin/berth-web`;
const running = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
	try {
		return readlinkSync(`/proc/${pid}/exe`) === binary;
	} catch {
		return false;
	}
});
const statusOf = (pid) => Object.fromEntries(readFileSync(`/proc/${pid}/status`, "utf8").trim().split("\n")
	.map((line) => line.split(/:\s*/, 2)));

test("every worker has its filter, no privileges to gain and no capability", () => {
	assert.equal(running.length, workers);
	for (const pid of running) {
		const status = statusOf(pid);
		assert.deepEqual([status.Seccomp, status.NoNewPrivs, Number(`0x${status.CapEff}`), Number(`0x${status.CapPrm}`)], ["2", "1", 0, 0]);
		assert.notEqual(status.Uid.split("\t")[0], "0");
	}
});

// curl as another user: { code, status }.
function ask(user, socket, path) {
	const { status, stdout } = spawnSync("setpriv", [`--reuid=${user}`, `--regid=${user === "nobody" ? "nogroup" : user}`, "--clear-groups",
		"curl", "--silent", "--max-time", "10", "--output", "/dev/null", "--write-out", "%{http_code}", "--unix-socket", socket, `http://keeper${path}`],
		{ encoding: "utf8" });
	return { code: status, status: stdout };
}

const keeper = `${folder}/run/berth/keeper.sock`;

test("the keeper answers the workers' user", () => {
	assert.deepEqual(ask("berth-web", keeper, "/v1/status"), { code: 0, status: "200" });
});

test("the keeper turns others away, by the socket's mode and where the mode lets them in", () => {
	for (const user of ["nobody", "www-data"]) assert.deepEqual(ask(user, keeper, "/v1/status"), { code: 7, status: "000" }, user);
	const { mode } = statSync(keeper);
	chmodSync(keeper, 0o666);
	try {
		for (const user of ["nobody", "www-data"])
			for (const path of ["/v1/status", "/v1/images", "/v1/version", "/nothing"]) {
				const { code, status } = ask(user, keeper, path);
				assert.ok(code !== 0 || status === "403", `${user} ${path}: ${code} ${status}`);
			}
		// the mode alone is not what let the workers in
		assert.deepEqual(ask("berth-web", keeper, "/v1/status"), { code: 0, status: "200" });
	} finally {
		chmodSync(keeper, mode & 0o777);
	}
});

test("the workers' user does not reach the engine, nor reads the keeper's secrets", () => {
	assert.notEqual(ask("berth-web", "/var/run/docker.sock", "/version").code, 0);
	for (const file of readdirSync(`${folder}/secrets`)) {
		const { status } = spawnSync("setpriv", ["--reuid=berth-web", "--regid=berth-web", "--clear-groups", "cat", `${folder}/secrets/${file}`]);
		assert.notEqual(status, 0, file);
	}
});

// A statement under the account of the workers, as their user: what it prints.
function asWorker(statement) {
	const { stdout, stderr } = spawnSync("setpriv", ["--reuid=berth-web", "--regid=berth-web", "--clear-groups", "mariadb", "--no-defaults",
		`--socket=${folder}/run/db/db.sock`, "--user=berth-web", "--batch", "--skip-column-names", "--execute", statement, "berth"],
		{ encoding: "utf8" });
	return stdout + stderr;
}

test("the workers' database account can read and write rows, but not change tables, nor what logs say", () => {
	assert.match(asWorker("SELECT COUNT(*) FROM users"), /^\d+$/m);
	assert.match(asWorker("SELECT COUNT(*) FROM audit_log"), /^\d+$/m);
	assert.match(asWorker("SELECT CURRENT_USER()"), /^berth-web@localhost$/m);
	for (const statement of ["UPDATE audit_log SET user_name = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log", "DELETE FROM instance_events",
		"UPDATE instance_events SET cause = 'x'", "UPDATE schema_migrations SET checksum = 'x'", "DELETE FROM keepers", "DROP TABLE solves",
		"ALTER TABLE users ADD x INT", "CREATE TABLE x (x INT)", "CREATE TRIGGER x BEFORE INSERT ON users FOR EACH ROW SET NEW.role = 'admin'",
		"CREATE VIEW x AS SELECT 1", "CREATE USER x", "GRANT ALL ON berth.* TO 'berth-web'@localhost", "SELECT * FROM mysql.user",
		"SELECT LOAD_FILE('/etc/passwd') FROM mysql.db", "SELECT 'x' INTO OUTFILE '/tmp/berth-x'", "SET GLOBAL general_log = 1"])
		assert.match(asWorker(statement), /denied/, statement);
});

test("that account is the one the workers use, and nobody else can", () => {
	const { stdout } = spawnSync("mariadb", ["--no-defaults", `--socket=${folder}/run/db/db.sock`, "--user=root", "--batch", "--skip-column-names",
		"--execute", "SELECT user, COUNT(*) FROM information_schema.processlist WHERE db = 'berth' GROUP BY user ORDER BY user"], { encoding: "utf8" });
	const connections = new Map(stdout.trim().split("\n").map((line) => line.split("\t")));
	assert.ok(Number(connections.get("berth-web")) >= 1, stdout);
	assert.ok(Number(connections.get("berth-web")) <= workers, stdout);
	for (const user of ["nobody", "www-data", "berth-keeper"]) {
		const { status, stderr } = spawnSync("setpriv", [`--reuid=${user}`, "--regid=nogroup", "--clear-groups", "mariadb", "--no-defaults",
			`--socket=${folder}/run/db/db.sock`, "--user=berth-web", "--execute", "SELECT 1"], { encoding: "utf8" });
		assert.notEqual(status, 0);
		assert.match(stderr, /denied/);
	}
});
