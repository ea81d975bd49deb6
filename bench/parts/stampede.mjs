// (c) A thousand players press Start: within a minute, and all at once.  Each
// then asks how it stands as often as the page does.  Meanwhile others stop what
// they have, or it expires.  The stub takes half a second for a start, four at a
// time, and a tenth for a removal.
import { readFileSync } from "node:fs";
import { forgetAll, instanceOf, makeChallenge, players, say, sleep, sql, startAll, states, stub, until, useStub } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { probe } from "../lib/prober.mjs";
import { percentile, rounded, spread } from "../lib/stats.mjs";

const START_MS = 500;
const REMOVE_MS = 100;
const PROBE_MS = 200;
const ACCEPT_AIM_MS = 100;
const PAGE_AIM = 2;
const LATE_AIM_S = 5; // RELIABILITY: while 1000 others are being served

// What the page waits between two looks, in ms: as it says itself.
const page = readFileSync(new URL("../../static/js/live.js", import.meta.url), "utf8");
const constant = (name) => Number(new RegExp(`const ${name} = (\\d+);`).exec(page)[1]);
const [FAST_MS, SLOW_MS, FAR] = ["FAST_MS", "SLOW_MS", "FAR"].map(constant);

// Press Start at `at` ms from now, then look until it runs.
async function play(player, challenge, at) {
	await sleep(at);
	const pressed = await call(player, "POST", instanceOf(challenge));
	if (pressed.status !== 200) throw new Error(`start: ${pressed.status} ${pressed.text}`);
	const places = [], polls = [];
	let state = pressed.json.data;
	while (state.state !== "running") {
		if (state.state === "queued" && state.place) places.push(state.place);
		await sleep(state.state === "queued" && state.place > FAR ? SLOW_MS : FAST_MS);
		const { status, json, ms, text } = await call(player, "GET", "/api/v1/instances");
		if (status !== 200) throw new Error(`poll: ${status} ${text}`);
		polls.push(ms);
		[state] = json.data;
	}
	return { ms: pressed.ms, places, polls };
}

// Half of `before` stop at random times, half expire; how late each was gone, ms.
async function endOthers(before, challenge, within) {
	const half = before.length / 2;
	await sql.query(`UPDATE instances SET expires_at = UTC_TIMESTAMP(6) + INTERVAL RAND() * ${within} * 1000 MICROSECOND`
		+ ` WHERE challenge_id = ${challenge} AND user_id >= ${before[half].id}`);
	await Promise.all(before.slice(0, half).map(async (player) => {
		await sleep(Math.random() * within);
		const { status, text } = await call(player, "DELETE", instanceOf(challenge));
		if (status !== 200) throw new Error(`stop: ${status} ${text}`);
	}));
	await until("the others to be gone", async () => (await states(challenge)).gone === before.length, 60000);
	const rows = await sql.query("SELECT TIMESTAMPDIFF(MICROSECOND, IF(end_reason = 'expired', expires_at, (SELECT MIN(v.at) FROM instance_events v"
		+ " WHERE v.instance_id = i.id AND v.cause = 'stop requested')), ended_at) / 1000 FROM instances i"
		+ ` WHERE challenge_id = ${challenge}`);
	return rows.map(([ms]) => Number(ms));
}

const rises = (places) => places.filter((place, i) => i > 0 && place > places[i - 1]).length;

// Nobody has two, nobody has none, and the engine has just these.
async function isExact(who, challenge) {
	const [rows, owners] = await sql.one(`SELECT COUNT(*), COUNT(DISTINCT user_id) FROM instances WHERE challenge_id = ${challenge}`);
	const { containers, made } = await stub.state();
	const mine = containers.filter(({ labels }) => labels["berth.challenge"] === String(challenge));
	return { rows: Number(rows), owners: Number(owners), containers: mine.length, made,
		exact: Number(rows) === who.length && Number(owners) === who.length && mine.length === who.length };
}

async function stampede(who, before, watchers, within) {
	await useStub({ start_ms: 0, remove_ms: REMOVE_MS, parallel: 16 });
	await forgetAll();
	const [challenge, other] = [await makeChallenge({ image: "stub" }), await makeChallenge({ image: "stub" })];
	await startAll(before, other);
	await stub.config({ start_ms: START_MS, parallel: 8 });
	const path = `/containers/challenges/${challenge}`;
	const idleProbe = probe(watchers, path, PROBE_MS);
	await sleep(8000);
	const idle = await idleProbe.stop();
	const busyProbe = probe(watchers, path, PROBE_MS);
	const began = performance.now();
	const [played, late] = await Promise.all([
		Promise.all(who.map((player) => play(player, challenge, Math.random() * within))),
		endOthers(before, other, within || 10000)]);
	const took = performance.now() - began;
	const busy = await busyProbe.stop();
	const accept = spread(played.map(({ ms }) => ms));
	const ratio = (p) => rounded(percentile(busy, p) / percentile(idle, p), 2);
	return { within_s: within / 1000, served_s: rounded(took / 1000), accept, poll: spread(played.flatMap(({ polls }) => polls)),
		places_risen: played.reduce((sum, { places }) => sum + rises(places), 0), page_idle: spread(idle), page_busy: spread(busy),
		page_ratio_p50: ratio(50), page_ratio_p99: ratio(99), ends_late: spread(late), ...await isExact(who, challenge) };
}

export async function run({ quick }) {
	const n = quick ? 60 : 1000, others = quick ? 10 : 60, figures = {}, rows = [];
	const all = await players(n + others + 5);
	const [who, before, watchers] = [all.slice(0, n), all.slice(n, n + others), all.slice(n + others)];
	const verdict = (good) => good ? "ok" : "missed";
	for (const [name, within] of [["within a minute", quick ? 4000 : 60000], ["all at once", 0]]) {
		const f = figures[name] = await stampede(who, before, watchers, within);
		say(`${name}: ${JSON.stringify(f)}`);
		rows.push([`${name}: ${n} accepted`, `p50 ${f.accept.p50} ms, p99 ${f.accept.p99} ms`, within ? `p99 ≤ ${ACCEPT_AIM_MS} ms` : "",
			within ? verdict(f.accept.p99 <= ACCEPT_AIM_MS) : ""]);
		rows.push([`${name}: page against idle`, `p50 × ${f.page_ratio_p50}, p99 × ${f.page_ratio_p99}`, `p50 ≤ × ${PAGE_AIM}`,
			verdict(f.page_ratio_p50 <= PAGE_AIM)]);
		rows.push([`${name}: places that rose`, f.places_risen, "0", verdict(f.places_risen === 0)]);
		rows.push([`${name}: rows, owners, containers`, `${f.rows}, ${f.owners}, ${f.containers}`, `${n} each`, verdict(f.exact)]);
		rows.push([`${name}: stops and expiries late`, `p50 ${f.ends_late.p50} ms, max ${f.ends_late.max} ms`, `max ≤ ${LATE_AIM_S} s`,
			verdict(f.ends_late.max <= LATE_AIM_S * 1000)]);
	}
	await forgetAll();
	return { figures, rows };
}
