// What every part stands on: the bench that bench/run has brought up, its
// people, its two engines, its processes.
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { Sql, Stub, until } from "../../tests/support/rig.mjs";
import { addressOf, call, overSocket } from "./http.mjs";

export { until };

const folder = process.env.BERTH_VAR;
const run = `${folder}/run`;
const build = `${folder}/${process.env.BERTH_BUILD}`;

export const sql = new Sql({ socket: process.env.BERTH_TEST_DB_SOCKET, user: process.env.BERTH_TEST_DB_USER,
	password: process.env.BERTH_TEST_DB_PASSWORD }, "berth");
export const stub = new Stub(`${run}/stub`);
export const deployment = /^deployment = (.*)$/m.exec(readFileSync(`${folder}/etc/berth.conf`, "utf8"))[1];
export const realUrl = process.env.BERTH_ENGINE_URL || "unix:///var/run/docker.sock";
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const say = (text) => process.stderr.write(`    ${text}\n`);
export const nowMs = () => performance.timeOrigin + performance.now();

const admin = { token: process.env.BERTH_ADMIN_TOKEN, ip: "127.0.0.1" };

// ---------------------------------------------------------------- settings

export function ctl(...words) {
	return execFileSync(`${folder}/root/bin/berthctl`, ["--config", `${folder}/etc/berth.conf`, ...words]).toString();
}

// A change is seen by every process within a second.
export async function settings(values) {
	for (const [key, value] of Object.entries(values)) ctl("settings", "set", key, String(value));
	await sleep(1000);
}

// ----------------------------------------------------------------- processes

const pidFile = (name) => Number(readFileSync(`${run}/${name}.pid`, "utf8"));

function childrenOf(parent) {
	return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).map(Number).filter((pid) => {
		try {
			return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) === parent;
		} catch {
			return false; // it has just ended
		}
	});
}

export const keeperPid = () => pidFile("keeper");
export const workerPids = () => childrenOf(pidFile("web"));

// What a process has in memory, in MB.
export function memoryOf(pid) {
	const kb = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
	return { now: kb("VmRSS") / 1024, most: kb("VmHWM") / 1024 };
}

export const keeperStatus = () => overSocket(`${run}/berth/keeper.sock`, "GET", "/v1/status").then(({ json }) => json);

// Kill it; its supervisor starts the next one.
export async function restartKeeper() {
	const before = keeperPid();
	process.kill(before, "SIGTERM");
	await until("the next keeper", async () => {
		try {
			return keeperPid() !== before && (await keeperStatus()).engine === "ok";
		} catch {
			return false;
		}
	}, 60000);
}

// ------------------------------------------------------------------ engines

export async function useEngine(url) {
	ctl("settings", "set", "docker_base_url", url);
	await until(`the keeper to use ${url}`, async () => {
		const status = await keeperStatus();
		return status.url === url && status.engine === "ok";
	});
}

export const useStub = async (config) => {
	await stub.control("reset", {});
	await stub.config(config);
	await useEngine(stub.url);
};
export const useReal = () => useEngine(realUrl);

// Run `body` while the keeper sleeps, and not in the middle of a transaction,
// whose locks it would keep.
export async function withKeeperAsleep(body) {
	const pid = keeperPid();
	await sql.query("SET SESSION innodb_lock_wait_timeout = 1");
	for (;;) {
		process.kill(pid, "SIGSTOP");
		try {
			await sql.query("SELECT COUNT(*) FROM instances FOR UPDATE");
			return await body();
		} catch (error) {
			if (!/Lock wait timeout/.test(error.message)) throw error;
		} finally {
			process.kill(pid, "SIGCONT");
		}
		await sleep(50);
	}
}

// No instance and, on the stub, no container, as if there had never been one.
// The keeper, asleep, has nothing to say to it.
export const forgetAll = () => withKeeperAsleep(async () => {
	await sql.query("DELETE FROM instances");
	for (const { name } of (await stub.state()).containers) await stub.control("forget", { name });
});

// On the real engine: the way an admin would.
export async function purge() {
	await asAdmin("POST", "/api/purge");
	await until("everything to be gone", async () =>
		(await sql.one("SELECT COUNT(*) FROM instances WHERE state <> 'gone'")) === "0", 120000);
}

// The engine's own API at the socket or port of `url`.
export function engineCall(url, agent, method, path, body) {
	const where = new URL(url);
	const target = where.protocol === "unix:" ? { socketPath: where.pathname } : { hostname: where.hostname, port: where.port };
	return new Promise((resolve, reject) => {
		const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body), "Content-Type": "application/json" };
		const req = http.request({ ...target, agent, method, path, headers: { Host: "engine", ...length } }, (res) => {
			const parts = [];
			res.on("data", (part) => parts.push(part));
			res.on("error", reject);
			res.on("end", () => resolve({ status: res.statusCode, text: Buffer.concat(parts).toString() }));
		});
		req.on("error", reject);
		req.end(body);
	});
}

// ------------------------------------------------------------ people, rules

export const asAdmin = (method, path, body) => call(admin, method, path, body);

let people = [];

// The first `n` players: { id, token, ip }, each at an address of its own.
export async function players(n) {
	if (people.length < n) await addPlayers(people.length, n);
	return people.slice(0, n);
}

async function addPlayers(from, to) {
	const made = execFileSync(`${build}/bench/secrets`, ["token", String(to - from)]).toString().trim().split("\n");
	const first = Number(await sql.one("SELECT MAX(id) + 1 FROM users"));
	const next = made.map((line, i) => {
		const [token, hash] = line.split(" ");
		return { id: first + i, token, hash, ip: addressOf(from + i) };
	});
	const values = (row) => next.map(row).join(", ");
	await sql.query(`INSERT INTO users (id, name, name_key, password_hash, role) VALUES ${values(({ id }) =>
		`(${id}, 'player ${id}', 'player ${id}', '', 'player')`)}`);
	await sql.query(`INSERT INTO api_tokens (token_hash, user_id) VALUES ${values(({ id, hash }) => `('${hash}', ${id})`)}`);
	people = people.concat(next);
}

let challenges = 0;

export async function makeChallenge(fields) {
	const { status, json } = await asAdmin("POST", "/api/v1/challenges", {
		name: `Bench ${++challenges}`, category: "bench", description: "Made by the **bench**.\n\nFind the flag.", type: "container",
		state: "visible", value: 100, port: 8000, kind: "http", ...fields });
	if (status !== 200) throw new Error(`challenge: ${status} ${JSON.stringify(json)}`);
	return json.data.id;
}

export const instanceOf = (challenge) => `/api/v1/challenges/${challenge}/instance`;

// The rows of a challenge, by state.
export async function states(challenge) {
	return Object.fromEntries((await sql.query(`SELECT state, COUNT(*) FROM instances WHERE challenge_id = ${challenge} GROUP BY state`))
		.map(([state, n]) => [state, Number(n)]));
}

// Start an instance of each, without measuring.
export async function startAll(who, challenge) {
	let next = 0;
	const one = async () => {
		while (next < who.length) {
			const { status, text } = await call(who[next++], "POST", instanceOf(challenge));
			if (status !== 200) throw new Error(`start: ${status} ${text}`);
		}
	};
	await Promise.all(Array.from({ length: 8 }, one));
	await until("all to run", async () => (await states(challenge)).running === who.length, 120000);
}

export function exec(file, ...words) {
	return new Promise((resolve, reject) => execFile(file, words, (error, stdout) => error ? reject(error) : resolve(stdout)));
}
