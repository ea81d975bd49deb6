// A whole event: 50 accounts solve at random, and the board is the one that
// CTFd's rules give, computed here once more from what was answered.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { api, byCookie, byToken, call, ctl, fresh, logIn, makeUser, send, withSettings } from "../support/bench.mjs";
import { Rig } from "../support/rig.mjs";

const PEOPLE = 50;
const prices = [
	{ function: "static", value: 100 }, { function: "static", value: 0 },
	{ function: "logarithmic", initial: 500, minimum: 100, decay: 10 },
	{ function: "logarithmic", initial: 300, minimum: 50, decay: 40 },
	{ function: "linear", initial: 200, minimum: 20, decay: 7 },
	{ function: "linear", initial: 100, minimum: 100, decay: 5 },
	{ function: "logarithmic", initial: 1000, minimum: 1, decay: 0 },
	{ function: "static", value: 100 },
];

let people;
let challenges;
const ours = () => new Set(people.map((p) => p.name));

async function makeChallenge(price) {
	const { body } = await api("POST", "/api/v1/challenges", {
		name: fresh("Event"), category: "event", description: "x", type: "standard", state: "visible", ...price });
	assert.ok(body.success, JSON.stringify(body));
	const flag = await api("POST", "/api/v1/flags", { challenge_id: body.data.id, content: "flag{event}", type: "static" });
	assert.ok(flag.body.success);
	return { ...price, id: body.data.id };
}

before(async () => {
	people = [];
	for (let i = 0; i < PEOPLE; i += 5)
		people.push(...await Promise.all(Array.from({ length: 5 }, () => makeUser())));
	challenges = [];
	for (const price of prices) challenges.push(await makeChallenge(price));
});

const solve = async (who, challenge) => {
	const { json } = await call(who.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission: "flag{event}" });
	return json.data.status;
};

// A random order of who solves what, the same for the same seed.
function script(seed) {
	let state = seed;
	const random = (n) => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor((state / 2147483648) * n);
	};
	const steps = [];
	for (const who of people) for (const challenge of challenges) if (random(100) < 45) steps.push([who, challenge]);
	for (let i = steps.length - 1; i > 0; i--) {
		const j = random(i + 1);
		[steps[i], steps[j]] = [steps[j], steps[i]];
	}
	return steps;
}

// ---- CTFd's rules, from the list of solves alone
function price(c, solves) {
	if (c.function === "static") return c.value;
	const n = solves > 0 ? solves - 1 : 0;
	const decay = c.decay || 1;
	const value = c.function === "linear" ? c.initial - decay * n
		: Math.ceil(((c.minimum - c.initial) / (decay * decay)) * (n * n) + c.initial);
	return Math.max(value, c.minimum);
}

function expected(solves, awards, left = []) {
	const counted = solves.filter((s) => !left.includes(s.name));
	const worth = new Map(challenges.map((c) => [c.id, price(c, counted.filter((s) => s.challenge === c.id).length)]));
	const rows = new Map();
	const add = (name, value, date, id) => {
		if (value === 0 || left.includes(name)) return;
		const row = rows.get(name) ?? { name, score: 0, date: "", id: 0 };
		rows.set(name, { name, score: row.score + value, date: date > row.date ? date : row.date, id: Math.max(id, row.id) });
	};
	for (const s of counted) add(s.name, worth.get(s.challenge), s.date, s.id);
	for (const a of awards) add(a.name, a.value, a.date, a.id);
	return [...rows.values()].sort((a, b) => b.score - a.score || (a.date < b.date ? -1 : a.date > b.date ? 1 : a.id - b.id))
		.map(({ name, score }) => ({ name, score }));
}
// ----

async function recorded() {
	const list = [];
	for (const challenge of challenges) {
		const { body } = await api("GET", `/api/v1/challenges/${challenge.id}/solves`);
		for (const s of body.data) list.push({ name: s.name, challenge: challenge.id, date: s.date, id: 0 });
	}
	return list;
}

async function standings(who = {}) {
	const { json } = await call(who, "GET", "/api/v1/scoreboard");
	const known = ours();
	return json.data.filter((row) => known.has(row.name)).map(({ name, score }) => ({ name, score }));
}

async function check(awards = [], left = []) {
	const solves = await recorded();
	const want = expected(solves, awards, left);
	assert.ok(want.length > 40);
	assert.deepEqual(await standings(), want);
	// and every challenge says the price that this adds up to
	for (const c of challenges) {
		const { body } = await api("GET", `/api/v1/challenges/${c.id}`);
		const n = solves.filter((s) => s.challenge === c.id && !left.includes(s.name)).length;
		assert.deepEqual([body.data.solves, body.data.value], [n, price(c, n)], JSON.stringify(c));
	}
	return solves;
}

test("50 accounts one after the other: the board is CTFd's", async () => {
	const steps = script(7).slice(0, 120);
	for (const [who, challenge] of steps) assert.equal(await solve(who, challenge), "correct");
	const solves = await check();
	assert.equal(solves.length, steps.length);
});

test("8 submitters at once: the same, and each solve once", async () => {
	const steps = script(11);
	const wanted = new Set(steps.map(([who, c]) => `${who.name}/${c.id}`));
	const before = new Set((await recorded()).map((s) => `${s.name}/${s.challenge}`));
	const queue = [...steps, ...steps].sort(() => Math.random() - 0.5);
	const said = [];
	await Promise.all(Array.from({ length: 8 }, async () => {
		for (let step = queue.pop(); step; step = queue.pop()) said.push(await solve(...step));
	}));
	const fresh = [...wanted].filter((key) => !before.has(key));
	assert.equal(said.filter((s) => s === "correct").length, fresh.length, [...new Set(said)].join());
	assert.ok(said.every((s) => s === "correct" || s === "already_solved"), [...new Set(said)].join());
	const solves = await check();
	assert.equal(solves.length, new Set([...before, ...wanted]).size);
});

test("the top, the feed, the CSV, the pages say the same", async () => {
	const list = (await call({}, "GET", "/api/v1/scoreboard")).json.data;
	const top = (await call({}, "GET", "/api/v1/scoreboard/top/10")).json.data;
	assert.deepEqual(Object.values(top).map((a) => a.name), list.slice(0, 10).map((a) => a.name));
	for (const [place, account] of Object.entries(top)) {
		assert.equal(account.solves.reduce((sum, s) => sum + s.value, 0), list[place - 1].score);
		assert.deepEqual([...account.solves].sort((a, b) => (a.date < b.date ? -1 : 1)), account.solves);
	}
	const feed = (await call({}, "GET", "/api/v1/ctftime")).json;
	assert.deepEqual(feed.standings.map((s) => [s.pos, s.team, s.score]), list.map((a) => [a.pos, a.name, a.score]));
	assert.ok(feed.tasks.length >= challenges.length);
	assert.ok(feed.standings[0].lastAccept > 1e9);
	const csv = (await send("GET", "/containers/scoreboard/csv")).text.trim().split("\r\n");
	assert.equal(csv.length, list.length + 1);
	const page = await send("GET", "/containers/scoreboard");
	const rows = [...page.text.matchAll(/<tr[^>]*><td class="number">(\d+)<\/td><td><a href="([^"]+)">/g)];
	assert.deepEqual(rows.slice(0, 10).map((r) => r[2]), list.slice(0, 10).map((a) => a.account_url));
	const one = await send("GET", list[0].account_url);
	assert.match(one.text, new RegExp(`<b>${list[0].score}</b> points, place 1`));
});

test("a challenge's page says who solved it, in the order of the API, the first one marked", async () => {
	const session = await logIn(people[0]);
	const solves = (await api("GET", `/api/v1/challenges/${challenges[2].id}/solves`)).body.data;
	assert.ok(solves.length > 10);
	const { text } = await send("GET", `/containers/challenges/${challenges[2].id}`, { headers: byCookie(session) });
	const list = text.slice(text.indexOf("Solved by"));
	assert.deepEqual([...list.matchAll(/<li><a href="([^"]+)">/g)].map((m) => m[1]), solves.map((s) => s.account_url));
	assert.equal(list.match(/first blood/g).length, 1);
	assert.ok(list.indexOf("first blood") < list.indexOf(solves[1].account_url));
	assert.ok(list.includes(`${solves.length - 10} more`));
});

test("the list says what is solved by whom and how often", async () => {
	const who = people[0];
	const mine = (await recorded()).filter((s) => s.name === who.name).map((s) => s.challenge);
	const { json } = await call(who.headers, "GET", "/api/v1/challenges");
	for (const c of challenges) {
		const row = json.data.find((r) => r.id === c.id);
		assert.equal(row.solved_by_me, mine.includes(c.id));
		assert.equal(row.value, price(c, row.solves));
	}
});

test("frozen means frozen: values, order and solves, but for admins", async () => {
	const was = await standings();
	const list = (await call(people[0].headers, "GET", "/api/v1/challenges")).json.data;
	const now = new Date(Date.now() + 1000).toISOString();
	await withSettings({ event_freeze: now }, async () => {
		while (Date.now() < Date.parse(now) + 1000) await new Promise((resolve) => setTimeout(resolve, 100));
		const open = (await recorded()).map((s) => `${s.name}/${s.challenge}`);
		const missing = people.slice().reverse().find((p) => challenges.some((c) => !open.includes(`${p.name}/${c.id}`)));
		const challenge = challenges.find((c) => !open.includes(`${missing.name}/${c.id}`) && c.value !== 0);
		assert.equal(await solve(missing, challenge), "correct");
		assert.deepEqual(await standings(), was);
		assert.deepEqual(await standings(missing.headers), was);
		const seen = (await call(people[0].headers, "GET", "/api/v1/challenges")).json.data;
		assert.deepEqual(seen.map((c) => [c.id, c.value, c.solves]), list.map((c) => [c.id, c.value, c.solves]));
		const own = (await call(missing.headers, "GET", "/api/v1/challenges")).json.data;
		assert.equal(own.find((c) => c.id === challenge.id).solved_by_me, true);
		const live = (await api("GET", "/api/v1/scoreboard")).body.data.filter((r) => ours().has(r.name));
		assert.deepEqual(live.map(({ name, score }) => ({ name, score })), expected(await recorded(), []));
	});
	await check();
});

test("before the start players see nothing, after the end nothing can be done", async () => {
	const who = people[0];
	const soon = new Date(Date.now() + 3600e3).toISOString();
	const past = new Date(Date.now() - 3600e3).toISOString();
	const session = await logIn(who);
	await withSettings({ event_start: soon }, async () => {
		for (const path of ["/api/v1/challenges", `/api/v1/challenges/${challenges[0].id}`]) {
			const answer = await call(who.headers, "GET", path);
			assert.equal(answer.status, 403);
			assert.match(answer.json.message, /has not started yet/);
		}
		for (const path of ["/api/request", "/api/v1/challenges/attempt"]) {
			const answer = await call(who.headers, "POST", path, { chal_id: challenges[0].id, challenge_id: challenges[0].id, submission: "x" });
			assert.equal(answer.status, 403, path);
		}
		const page = await send("GET", "/containers/", { headers: byCookie(session) });
		assert.match(page.text, /data-countdown="/);
		assert.doesNotMatch(page.text, /ch-card/);
		assert.equal((await api("GET", "/api/v1/challenges")).status, 200);
		await assert.rejects(ctl("settings", "set", "event_end", past), /must be after the event's start/);
	});
	await withSettings({ event_end: past }, async () => {
		assert.equal((await call(who.headers, "GET", "/api/v1/challenges")).status, 200);
		for (const [method, path] of [["POST", "/api/v1/challenges/attempt"], ["POST", "/api/request"], ["POST", "/api/renew"]]) {
			const answer = await call(who.headers, method, path, { chal_id: challenges[0].id, challenge_id: challenges[0].id, submission: "x" });
			assert.equal(answer.status, 403, path);
			assert.match(answer.json.message, /has ended/);
		}
	});
});

test("what is required opens when it is solved, and circles are refused", async () => {
	const first = await makeChallenge({ function: "static", value: 0 });
	const second = await makeChallenge({ function: "static", value: 0, requires: [first.id], next_id: null });
	const who = await makeUser();
	const sees = async () => (await call(who.headers, "GET", "/api/v1/challenges")).json.data.some((c) => c.id === second.id);
	const start = { submission: "flag{event}", challenge_id: second.id };
	assert.equal(await sees(), false);
	assert.equal((await call(who.headers, "GET", `/api/v1/challenges/${second.id}`)).status, 404);
	assert.equal((await call(who.headers, "POST", "/api/v1/challenges/attempt", start)).status, 404);
	assert.equal(await solve(who, first), "correct");
	assert.equal(await sees(), true);
	assert.equal(await solve(who, second), "correct");
	for (const requires of [[second.id], [first.id], [999999999]]) {
		const { status, body } = await api("PATCH", `/api/v1/challenges/${first.id}`, { requires });
		assert.equal(status, 400, JSON.stringify(body));
		assert.ok(body.errors.requires);
	}
	assert.deepEqual((await api("GET", `/api/v1/challenges/${first.id}`)).body.data.requirements.prerequisites, []);
});

test("the same board after the export into an archive and the import elsewhere, and it goes on there", async (t) => {
	const rig = await Rig.open({ users: 0 });
	t.after(() => rig.close());
	const archive = `${rig.dir}/event.tar.gz`;
	await ctl("event", "export", archive);
	rig.ctl("event", "import", archive);
	const web = await rig.openWeb({ workers: 2 });
	const there = async (path, token) => (await web.send("GET", path, { token })).json;
	for (const path of ["/api/v1/scoreboard", "/api/v1/scoreboard/top/10", "/api/v1/ctftime"]) {
		const here = (await call({}, "GET", path)).json;
		assert.deepEqual(await there(path), here, path);
	}
	const solves = await recorded();
	const want = expected(solves, []);
	const known = ours();
	const board = async () => (await there("/api/v1/scoreboard")).data.filter((row) => known.has(row.name))
		.map(({ name, score }) => ({ name, score }));
	assert.deepEqual(await board(), want);
	// the next solve is judged, recorded and priced as here
	const who = people.slice().reverse().find((p) => solves.some((s) => s.name === p.name)
		&& challenges.some((c) => c.function === "logarithmic" && !solves.some((s) => s.name === p.name && s.challenge === c.id)));
	const challenge = challenges.find((c) => c.function === "logarithmic" && !solves.some((s) => s.name === who.name && s.challenge === c.id));
	const token = rig.ctl("token", "add", who.name).trim();
	const answer = await web.send("POST", "/api/v1/challenges/attempt", { token, body: { challenge_id: challenge.id, submission: "flag{event}" } });
	assert.equal(answer.json.data.status, "correct");
	const now = (await there(`/api/v1/challenges/${challenge.id}/solves`, token)).data.map(({ name, date }) => ({ name, date, challenge: challenge.id, id: 0 }));
	assert.deepEqual(await board(), expected([...solves.filter((s) => s.challenge !== challenge.id), ...now], []));
	// what is not empty takes no second event
	assert.throws(() => rig.ctl("event", "import", archive), /an empty installation only/);
});
