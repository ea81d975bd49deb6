// (g) The contest: how long the board, the challenge list and a submission take
// on an event in which nothing has happened yet and on a large one, with the
// same challenges, and how many SQL statements each costs.
import { asAdmin, players, say, sql, useStub, withKeeperAsleep } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { mean, rounded, spread } from "../lib/stats.mjs";
import { execFileSync } from "node:child_process";

const AIM = 3;
const STATEMENTS_AIM = 3;
const FLAG = "flag{measure}";

const questions = async () => Number((await sql.query("SHOW GLOBAL STATUS LIKE 'Questions'"))[0][1]);
// Sql.query() adds a statement that ends the answer: two per look.
const OWN = 2;

const generate = (...numbers) => execFileSync(new URL("../generate", import.meta.url).pathname, numbers.map(String), { stdio: "ignore" });

async function must(answer) {
	const { status, text, json, ms } = await answer;
	if (status !== 200) throw new Error(`answered ${status}: ${text.slice(0, 200)}`);
	return { json, ms };
}

async function judged(who, challenge, submission, verdict) {
	const { json, ms } = await must(call(who, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge, submission }));
	if (json.data.status !== verdict) throw new Error(`${submission}: ${json.data.status}`);
	return { ms };
}

// A challenge of this round's own, which nobody has solved.
async function fresh(round) {
	const { json } = await must(asAdmin("POST", "/api/v1/challenges", { name: `measure ${round}`, description: "x", type: "standard",
		state: "visible", function: "logarithmic", initial: 500, minimum: 100, decay: 10 }));
	await must(asAdmin("POST", "/api/v1/flags", { challenge_id: json.data.id, type: "static", content: FLAG }));
	return json.data.id;
}

// The first requests fill the copies of all workers.
async function warmUp(who, workers) {
	for (let i = 0; i < 4 * workers; i++) await Promise.all(Array.from({ length: 4 }, () => must(call(who, "GET", "/api/v1/scoreboard"))));
}

async function measure(round, who, workers) {
	const challenge = await fresh(round);
	const [one, ...others] = who;
	await warmUp(one, workers);
	const get = (path) => others.map(() => () => must(call(one, "GET", path)));
	const requests = {
		"board: page": get("/containers/scoreboard"),
		"board: top 10, JSON": get("/api/v1/scoreboard/top/10"),
		"board: all, JSON": get("/api/v1/scoreboard"),
		"challenge list: JSON": get("/api/v1/challenges"),
		"challenge list: page": get("/containers/"),
		"submit: wrong": others.map((player) => () => judged(player, challenge, "flag{no}", "incorrect")),
		"submit: right": others.map((player) => () => judged(player, challenge, FLAG, "correct")),
	};
	const found = {};
	for (const [name, list] of Object.entries(requests)) {
		const times = [], counts = [];
		await withKeeperAsleep(async () => {
			for (const request of list) {
				const before = await questions();
				times.push((await request()).ms);
				counts.push(await questions() - before - OWN);
			}
		});
		found[name] = { ...spread(times), statements: Math.min(...counts), mean: rounded(mean(counts), 2) };
		say(`${round}, ${name}: p50 ${found[name].p50} ms, p99 ${found[name].p99} ms, ${found[name].statements} statements`);
	}
	await asAdmin("DELETE", `/api/v1/challenges/${challenge}`);
	return found;
}

export async function run({ quick }) {
	const size = quick ? { accounts: 500, challenges: 50, solves: 5000, submissions: 10000 }
		: { accounts: 10000, challenges: 200, solves: 200000, submissions: 1000000 };
	const workers = Number(process.env.BERTH_WORKERS);
	const who = await players(quick ? 30 : 200);
	await useStub({});
	generate(0, size.challenges);
	const empty = await measure("empty", who, workers);
	generate(size.accounts, size.challenges, size.solves, size.submissions);
	const full = await measure("full", who, workers);
	const rows = Object.keys(full).map((name) => {
		const ratio = rounded(full[name].p50 / empty[name].p50, 2);
		const isRead = !name.startsWith("submit");
		const fits = ratio <= AIM && (!isRead || full[name].statements <= STATEMENTS_AIM);
		return [`${name}, ${size.accounts} accounts / none`, `${ratio} × (p50 ${empty[name].p50} and ${full[name].p50} ms), ${full[name].statements} statements`,
			`≤ ${AIM} ×${isRead ? `, ≤ ${STATEMENTS_AIM}` : ""}`, fits ? "ok" : "missed"];
	});
	return { figures: { size, empty, full }, rows };
}
