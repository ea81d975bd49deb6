// SQL statements that one request costs, as the server counts them.  The keeper
// sleeps meanwhile, and the settings, which a worker reads again when they are
// older than half a second, are part of the mean.
import { asAdmin, forgetAll, instanceOf, makeChallenge, players, sql, startAll, useStub, withKeeperAsleep } from "../lib/bench.mjs";
import { call } from "../lib/http.mjs";
import { mean, rounded } from "../lib/stats.mjs";

const READ_AIM = 3;

const questions = async () => Number((await sql.query("SHOW GLOBAL STATUS LIKE 'Questions'"))[0][1]);

// Sql.query() adds a statement that ends the answer: two per look.
const OWN = 2;

async function count(body) {
	const before = await questions();
	const { status } = await body();
	if (status !== 200) throw new Error(`answered ${status}`);
	return await questions() - before - OWN;
}

// The least of several is the request's own; the mean has the settings in it.
async function measure(requests) {
	const counts = [];
	for (const request of requests) counts.push(await count(request));
	return { least: Math.min(...counts), mean: rounded(mean(counts), 2) };
}

export async function run({ quick }) {
	const times = quick ? 4 : 12;
	await useStub({ start_ms: 0 });
	await forgetAll();
	const challenge = await makeChallenge({ image: "stub" });
	const who = await players(2 * times + 1);
	const [one] = who, running = who.slice(0, times + 1), fresh = who.slice(times + 1);
	await startAll(running, challenge);
	const many = (method, path, list) => list.map((player) => () => call(player, method, path));
	const same = (path) => Array.from({ length: times }, () => () => call(one, "GET", path));
	const found = {};
	await withKeeperAsleep(async () => {
		found["page: board"] = await measure(same("/containers/"));
		found["page: challenge, instance running"] = await measure(same(`/containers/challenges/${challenge}`));
		found["page: my instances"] = await measure(same("/containers/instances"));
		found["read: dashboard's instances"] = await measure(Array.from({ length: times }, () => () => asAdmin("GET", "/api/v1/admin/instances")));
		found["poll: instance running"] = await measure(same(instanceOf(challenge)));
		found["start: queued"] = await measure(many("POST", instanceOf(challenge), fresh));
		found["poll: instance queued"] = await measure(many("GET", instanceOf(challenge), fresh));
		found["renew"] = await measure(many("PATCH", instanceOf(challenge), running.slice(1)));
		found["stop: running"] = await measure(many("DELETE", instanceOf(challenge), running.slice(1)));
		found["stop: in the queue"] = await measure(many("DELETE", instanceOf(challenge), fresh));
	});
	await forgetAll();
	return { figures: { requests: found }, rows: Object.entries(found).map(([name, { least, mean: all }]) => {
		const isRead = /^(page|poll|read)/.test(name);
		return [name, `${least} statements (mean ${all})`, isRead ? `≤ ${READ_AIM}` : "", !isRead ? "" : least <= READ_AIM ? "ok" : "missed"];
	}) };
}
