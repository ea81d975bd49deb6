// (e) One round of reconciliation: the rows against the engine's list and the
// list against the rows, when both agree, and when every container has vanished.
// The keeper says how long its last round took and what it asked the database.
import { deployment, forgetAll, keeperPid, keeperStatus, makeChallenge, memoryOf, restartKeeper, say, sql, stub, until, useStub, withKeeperAsleep } from "../lib/bench.mjs";
import { rounded } from "../lib/stats.mjs";

const AIM_MB = 20;
const BATCH = 500;

// `n` instances that run, made without the keeper's work.
async function make(n, challenge) {
	for (let at = 0; at < n; at += BATCH) {
		const rows = [];
		for (let i = at; i < Math.min(n, at + BATCH); i++) {
			const id = `f${i.toString(16).padStart(15, "0")}`;
			const { id: container } = await stub.control("foreign", { name: `berth-${deployment}-${id}-g1`, labels: { "berth.deployment": deployment,
				"berth.instance": id, "berth.generation": "1", "berth.challenge": String(challenge) } });
			rows.push(`('${id}', ${challenge}, 'Bench', 'b${i}', 'running', '${container}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`);
		}
		await sql.query("INSERT INTO instances (public_id, challenge_id, challenge_name, slot, state, container_id, claimed_at, ready_at)"
			+ ` VALUES ${rows}`);
	}
}

// The keeper's next full round.
async function nextRound() {
	const { rounds } = (await keeperStatus()).reconciliation;
	let last;
	await until("a round", async () => (last = (await keeperStatus()).reconciliation).rounds > rounds, 120000);
	return last;
}

async function measure(n) {
	await forgetAll();
	const challenge = await makeChallenge({ image: "stub" });
	await withKeeperAsleep(() => make(n, challenge));
	await restartKeeper();
	await until("the first round", async () => (await keeperStatus()).reconciliation.rounds > 0, 60000);
	const agree = await nextRound();
	const memory = memoryOf(keeperPid());
	await withKeeperAsleep(async () => {
		for (const { name } of (await stub.state()).containers) await stub.control("forget", { name });
	});
	const vanished = await nextRound();
	const began = performance.now();
	await until("all to be gone", async () => await sql.one("SELECT COUNT(*) FROM instances WHERE state <> 'gone'") === "0", 300000);
	return { agree, vanished, gone_ms: Math.round(performance.now() - began), memory_mb: rounded(memory.now), memory_most_mb: rounded(memory.most) };
}

export async function run({ quick }) {
	const figures = {}, rows = [];
	await useStub({ start_ms: 0, remove_ms: 0, parallel: 16 });
	for (const n of quick ? [200] : [1000, 5000]) {
		const f = figures[n] = await measure(n);
		say(`${n}: ${JSON.stringify(f)}`);
		rows.push([`${n} instances, rows and engine agree`, `${f.agree.took_ms} ms, ${f.agree.statements} statements`, "", ""]);
		rows.push([`${n} instances, all vanished`, `${f.vanished.took_ms} ms, ${f.vanished.statements} statements`, "", ""]);
		rows.push([`keeper with ${n} instances`, `${f.memory_mb} MB, at most ${f.memory_most_mb} MB`, `≤ ${AIM_MB} MB`,
			f.memory_most_mb <= AIM_MB ? "ok" : "missed"]);
	}
	await forgetAll();
	return { figures, rows };
}
