// (b) A start from the warm pool: from POST to the answer that has the
// endpoints.  The stub takes half a second for the starts that fill the pool
// again, four at a time, while the players come.
import { forgetAll, instanceOf, makeChallenge, players, say, sql, until, useStub } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { median, rounded, spread } from "../lib/stats.mjs";

const AIM_MS = 50;
const POOL = 32;

// The pool is full again.
const filled = (challenge) => until("a full pool", async () =>
	Number(await sql.one(`SELECT COUNT(*) FROM instances WHERE challenge_id = ${challenge} AND state = 'warm'`)) >= POOL, 120000);

async function start(player, challenge) {
	const { status, json, ms } = await call(player, "POST", instanceOf(challenge));
	if (status !== 200 || json.data.state !== "running" || json.data.endpoints.length === 0)
		throw new Error(`not warm: ${status} ${JSON.stringify(json)}`);
	return ms;
}

// `all` starts, `together` at a time, never more than the pool has.
async function measure(all, together, who, challenge) {
	const found = [];
	for (let at = 0; at < all;) {
		await filled(challenge);
		for (let left = POOL; left >= together && at < all; left -= together, at += together)
			found.push(...await Promise.all(who.slice(at, at + together).map((player) => start(player, challenge))));
	}
	return found;
}

export async function run({ quick }) {
	const all = quick ? 32 : 256, rounds = quick ? 1 : 3;
	const who = await players(all);
	const ways = { sequential: 1, "8 at a time": 8 }, found = {};
	for (let i = 0; i < rounds; i++) {
		for (const [name, together] of Object.entries(ways)) {
			await useStub({ start_ms: 500, parallel: 4 });
			await forgetAll();
			const challenge = await makeChallenge({ image: "stub", warm: POOL });
			const figures = spread(await measure(all, together, who, challenge));
			say(`${name}: p50 ${figures.p50} ms, p99 ${figures.p99} ms, max ${figures.max} ms`);
			(found[name] ||= []).push(figures);
			await sql.query(`UPDATE challenges SET warm = 0 WHERE id = ${challenge}`);
		}
	}
	await forgetAll();
	const rows = Object.entries(found).map(([name, list]) => {
		const [p50, p99] = ["p50", "p99"].map((key) => rounded(median(list.map((figures) => figures[key]))));
		return [`POST to endpoints, ${name}, ${all} starts, median of ${rounds}`, `p50 ${p50} ms, p99 ${p99} ms`, `p99 ≤ ${AIM_MS} ms`,
			p99 <= AIM_MS ? "ok" : "missed"];
	});
	return { figures: found, rows };
}
