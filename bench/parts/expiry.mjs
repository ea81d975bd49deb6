// (d) How long after its time an instance is gone, when 200 expire in one
// second.  Gone is what the row says once the engine has confirmed it.
import { forgetAll, makeChallenge, players, say, settings, sql, startAll, states, until, useStub } from "../lib/bench.mjs";
import { median, rounded, spread } from "../lib/stats.mjs";

const N = 200;
const AIM_S = 1;

async function round(who, challenge) {
	await startAll(who, challenge);
	await sql.query(`SET @n = -1`);
	await sql.query(`UPDATE instances SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 3 SECOND`
		+ ` + INTERVAL ((@n := @n + 1) * ${1e6 / N}) MICROSECOND WHERE challenge_id = ${challenge} AND state = 'running' ORDER BY id`);
	await until("all to be gone", async () => !(await states(challenge)).running && !(await states(challenge)).stopping, 60000);
	const rows = await sql.query("SELECT TIMESTAMPDIFF(MICROSECOND, expires_at, ended_at) / 1000 FROM instances"
		+ ` WHERE challenge_id = ${challenge} AND end_reason = 'expired' AND state = 'gone'`);
	if (rows.length !== who.length) throw new Error(`${rows.length} of ${who.length} expired`);
	await sql.query(`DELETE FROM instances WHERE challenge_id = ${challenge}`);
	return rows.map(([ms]) => Number(ms));
}

export async function run({ quick }) {
	const rounds = quick ? 1 : 5;
	await useStub({ start_ms: 0, remove_ms: 0, parallel: 16 });
	await forgetAll();
	await settings({ creates_in_flight: 16 });
	const challenge = await makeChallenge({ image: "stub" });
	const who = await players(N), found = [];
	for (let i = 0; i < rounds; i++) {
		found.push(spread(await round(who, challenge)));
		say(`round ${i + 1}: p50 ${found[i].p50} ms, p99 ${found[i].p99} ms, max ${found[i].max} ms`);
	}
	await settings({ creates_in_flight: 4 });
	const [p50, p99, max] = ["p50", "p99", "max"].map((key) => rounded(median(found.map((figures) => figures[key])), 0));
	return { figures: { rounds: found }, rows: [[`late, ${N} expire in one second, median of ${rounds}`, `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`,
		`max ≤ ${AIM_S} s`, max <= AIM_S * 1000 ? "ok" : "missed"]] };
}
