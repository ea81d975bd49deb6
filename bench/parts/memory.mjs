// (f) Memory of the keeper and the workers over many cycles of start and stop,
// and whether a cycle gets slower while the tables grow.
import { forgetAll, instanceOf, keeperPid, makeChallenge, memoryOf, players, say, settings, sleep, useStub, workerPids } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { mean, rounded } from "../lib/stats.mjs";

const TOGETHER = 16;
const LOOK_MS = 30;
const FLAT = 1.1; // of what it was after the first tenth

async function is(player, challenge, state) {
	for (;;) {
		const { json } = await call(player, "GET", instanceOf(challenge));
		if (json.data.state === state) return;
		await sleep(LOOK_MS);
	}
}

async function cycle(player, challenge) {
	for (const [method, state] of [["POST", "running"], ["DELETE", "gone"]]) {
		const { status, text } = await call(player, method, instanceOf(challenge));
		if (status !== 200) throw new Error(`${method}: ${status} ${text}`);
		await is(player, challenge, state);
	}
}

async function cycles(n, who, challenge) {
	let left = n;
	const began = performance.now();
	await Promise.all(Array.from({ length: TOGETHER }, async (_, k) => {
		for (let i = k; left-- > 0; i += TOGETHER) await cycle(who[i % who.length], challenge);
	}));
	return n / ((performance.now() - began) / 1000);
}

function look() {
	const workers = workerPids().map((pid) => memoryOf(pid).now);
	return { keeper: rounded(memoryOf(keeperPid()).now, 2), workers_mean: rounded(mean(workers), 2), workers_most: rounded(Math.max(...workers), 2) };
}

export async function run({ quick }) {
	const all = quick ? 200 : 20000, step = all / 10;
	await useStub({ start_ms: 0, remove_ms: 0, parallel: 16 });
	await forgetAll();
	await settings({ creates_in_flight: 16, removals_in_flight: 16 });
	const challenge = await makeChallenge({ image: "stub" });
	const who = await players(quick ? 64 : 800);
	const seen = [{ cycles: 0, ...look() }];
	for (let done = step; done <= all; done += step) {
		const rate = await cycles(step, who, challenge);
		seen.push({ cycles: done, per_s: rounded(rate), ...look() });
		say(JSON.stringify(seen.at(-1)));
	}
	await settings({ creates_in_flight: 4, removals_in_flight: 4 });
	await forgetAll();
	const [first, last] = [seen[1], seen.at(-1)];
	const row = (name, key) => [`${name} after ${first.cycles} and ${last.cycles} cycles`, `${first[key]} MB, ${last[key]} MB`, "flat",
		last[key] <= first[key] * FLAT ? "ok" : "missed"];
	return { figures: { seen }, rows: [row("keeper", "keeper"), row("workers, mean", "workers_mean"), row("largest worker", "workers_most"),
		["cycles per second, first and last tenth", `${first.per_s}, ${last.per_s}`, "", ""]] };
}
