// (a) What Berth adds to a cold start.  Two clients bring up the same number of
// containers of the same image with the same create body on the same engine, at
// most `parallel` at a time, one after the other in one run: Berth (POST →
// running) and a bare one that calls create, start and inspect and does nothing
// else.  All are asked for at once; a latency is from then until it runs.
import http from "node:http";
import { rmSync } from "node:fs";
import { chownSync } from "node:fs";
import { engineCall, deployment, exec, forgetAll, instanceOf, makeChallenge, nowMs, players, purge, realUrl, say, settings, sql, startAll,
	until, useEngine, useReal } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { mean, median, rounded } from "../lib/stats.mjs";

const IMAGE = "berth-demo-web:latest";
const PARALLEL = 4;
const AIM = 1.05;

// The create call that the keeper makes: its path and body, seen by an engine
// that passes everything on.
async function recordCreate(challenge, player) {
	let seen;
	const socket = `${process.env.BERTH_VAR}/run/stub/recorder.sock`;
	const relay = http.createServer((req, res) => {
		const parts = [];
		req.on("data", (part) => parts.push(part));
		req.on("end", () => {
			if (/\/containers\/create\?/.test(req.url)) seen = { path: req.url, body: Buffer.concat(parts).toString() };
			const target = new URL(realUrl);
			const on = http.request({ socketPath: target.protocol === "unix:" ? target.pathname : undefined, hostname: target.hostname,
				port: target.port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
				res.writeHead(answer.statusCode, answer.headers);
				answer.pipe(res);
			});
			on.on("error", () => res.destroy());
			res.on("close", () => on.destroy());
			on.end(Buffer.concat(parts));
		});
	});
	await new Promise((resolve) => relay.listen(socket, resolve));
	chownSync(socket, Number(await exec("id", "-u", "berth-keeper")), -1);
	try {
		await useEngine(`unix://${socket}`);
		await startAll([player], challenge);
		await purge();
		await useReal();
	} finally {
		relay.close();
		relay.closeAllConnections();
		rmSync(socket, { force: true });
	}
	return seen;
}

let named = 0;

// create, start, inspect: when it ran, by the clock.
async function bareStart(agent, { path, body }) {
	const version = /^\/v[0-9.]+/.exec(path)[0];
	const made = await engineCall(realUrl, agent, "POST", path.replace(/name=[^&]*/, `name=berth-bare-${process.pid}-${++named}`), body);
	if (made.status !== 201) throw new Error(`create: ${made.status} ${made.text}`);
	const id = JSON.parse(made.text).Id;
	const started = await engineCall(realUrl, agent, "POST", `${version}/containers/${id}/start`);
	if (started.status !== 204) throw new Error(`start: ${started.status} ${started.text}`);
	const { text } = await engineCall(realUrl, agent, "GET", `${version}/containers/${id}/json`);
	if (!JSON.parse(text).State.Running) throw new Error("it does not run");
	return { id, at: nowMs() };
}

async function bareRound(n, create) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: PARALLEL });
	const done = [], began = nowMs();
	let left = n;
	await Promise.all(Array.from({ length: PARALLEL }, async () => {
		while (left-- > 0) done.push(await bareStart(agent, create));
	}));
	for (const { id } of done) await engineCall(realUrl, agent, "DELETE", `/containers/${id}?force=1&v=1`);
	agent.destroy();
	return done.map(({ at }) => at - began);
}

// When each ran is what the row says, by the same machine's clock.
async function ourRound(who, challenge) {
	await sql.query(`DELETE FROM instances WHERE challenge_id = ${challenge}`);
	const began = nowMs();
	await Promise.all(who.map(async (player) => {
		const { status, text } = await call(player, "POST", instanceOf(challenge));
		if (status !== 200) throw new Error(`start: ${status} ${text}`);
	}));
	await until("all to run", async () => (await sql.one(
		`SELECT COUNT(*) FROM instances WHERE challenge_id = ${challenge} AND state = 'running'`)) === String(who.length), 120000);
	const rows = await sql.query(`SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ready_at) / 1000 FROM instances WHERE challenge_id = ${challenge}`);
	await purge();
	return rows.map(([at]) => Number(at) - began);
}

export async function run({ quick }) {
	const n = quick ? 8 : 16, rounds = quick ? 1 : 7;
	await forgetAll();
	await useReal();
	await settings({ creates_in_flight: PARALLEL, removals_in_flight: PARALLEL });
	const challenge = await makeChallenge({ image: IMAGE });
	const who = await players(n);
	const create = await recordCreate(challenge, who[0]);
	// ours would take what carries its label for an orphan
	create.body = create.body.replaceAll(`"${deployment}"`, `"${deployment}-bare"`)
		.replace('"Labels":{', `"Labels":{"berth.bench":"${deployment}",`);
	const found = [];
	const sides = [["ours", () => ourRound(who, challenge)], ["bare", () => bareRound(n, create)]];
	for (let i = 0; i < rounds + 1; i++) {
		const round = {};
		for (const [side, body] of i % 2 ? sides : [...sides].reverse()) {
			const latencies = await body();
			round[side] = { makespan: Math.max(...latencies), latency: mean(latencies) };
		}
		if (i === 0) continue; // warms everybody's caches
		found.push(round);
		say(`round ${i}: makespan ${Math.round(round.ours.makespan)} ms, bare ${Math.round(round.bare.makespan)} ms; `
			+ `mean latency ${Math.round(round.ours.latency)} ms, bare ${Math.round(round.bare.latency)} ms`);
	}
	const ratio = (key) => median(found.map(({ ours, bare }) => ours[key] / bare[key]));
	const figures = { n, rounds: found, makespan_ratio: rounded(ratio("makespan"), 3), latency_ratio: rounded(ratio("latency"), 3) };
	const row = (name, value) => [`${name}, ours / bare, median of ${rounds} rounds of ${n}`, value, `≤ ${AIM}`, value <= AIM ? "ok" : "missed"];
	return { figures, rows: [row("makespan", figures.makespan_ratio), row("mean latency", figures.latency_ratio)] };
}
