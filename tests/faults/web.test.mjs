// The web under load and under fire: a stampede, workers killed in the middle
// of a request, nginx reloaded, a clock that is wrong, a log that is full.
import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { fakeTime, Rig, until } from "../support/rig.mjs";

// ./dev bench presses harder.
const full = process.env.BERTH_FAULTS === "full";
const PLAYERS = full ? 1000 : 150;
// They press within this time.
const RUSH_MS = full ? 60000 : 0;
const ENGINE = full ? { start_ms: 500, parallel: 4 } : { start_ms: 50, parallel: 4 };

let rig, web, tokens;
before(async () => {
	rig = await Rig.open({ users: PLAYERS });
	web = await rig.openWeb({ workers: 8 });
	tokens = await rig.tokens(PLAYERS);
});
after(() => rig.close());
beforeEach(() => rig.clear());

const instance = (user) => `/api/v1/challenges/${1 + user % 2}/instance`;
const press = (user, options) => web.send("POST", instance(user), { token: tokens[user], ...options });
const look = async (user) => (await web.send("GET", instance(user), { token: tokens[user] })).json.data;
const request = (user, route, challenge = 1) =>
	web.send("POST", `/api/${route}`, { token: tokens[user], body: { chal_id: challenge } });
const part = (times, q) => Math.round(times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))]);
const spread = (times) => `p50 ${part(times, 0.5)} ms, p99 ${part(times, 0.99)} ms, at most ${part(times, 1)} ms`;

// One that has just been killed may be seen once more while it goes.
function kill(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch (error) {
		if (error.code !== "ESRCH") throw error;
	}
}

// Look at a page again and again until `over`; how long each took.
async function browse(over, options) {
	const times = [];
	let user = 0;
	while (!over()) {
		const page = await web.send("GET", "/containers/challenges/1", { token: tokens[user++ % PLAYERS], ...options });
		assert.equal(page.status, 200);
		times.push(page.ms);
	}
	return times;
}

test(`${PLAYERS} players press start: all accepted, places only fall, none lost`, async (t) => {
	const keeper = rig.startKeeper();
	await rig.stub.config(ENGINE);
	let pages = 0;
	t.diagnostic(`page before: ${spread(await browse(() => pages++ >= 40))}`);
	let over = false;
	const browsing = browse(() => over);
	const accepted = await Promise.all(tokens.map(async (_, user) => {
		await new Promise((resolve) => setTimeout(resolve, user / PLAYERS * RUSH_MS));
		return press(user);
	}));
	assert.deepEqual([...new Set(accepted.map(({ status }) => status))], [200]);
	t.diagnostic(`accepted: ${spread(accepted.map(({ ms }) => ms))}`);
	// the last ones see their place fall
	const places = new Map();
	const watched = tokens.map((_, user) => user).slice(-10);
	await until("all to run", async () => {
		for (const user of watched) {
			const { state, place } = await look(user);
			if (state !== "queued") continue;
			assert.ok(place <= (places.get(user) ?? Infinity), `the place of ${user} rose from ${places.get(user)} to ${place}`);
			places.set(user, place);
		}
		return await rig.sql.one("SELECT COUNT(*) FROM instances WHERE state = 'running'") === String(PLAYERS);
	}, 600000);
	over = true;
	t.diagnostic(`page meanwhile: ${spread(await browsing)}`);
	assert.ok(places.size > 0, "nobody saw a place");
	await rig.quiet();
	await rig.check();
	const state = await rig.stub.state();
	assert.deepEqual([state.made, state.working_max], [PLAYERS, 4]);
	await rig.kill(keeper);
});

test("workers killed with -9 in the middle of a request: the request is kept, and served", async () => {
	const keeper = rig.startKeeper();
	await rig.stub.rules({ call: "start", action: "hold" });
	const waiting = request(0, "request"); // waits for its instance
	await rig.stub.held();
	const before = web.pids();
	for (const pid of before) kill(pid);
	assert.equal((await waiting).status, 502);
	await rig.stub.release();
	await until("new workers", () => web.pids().filter((pid) => !before.includes(pid)).length === before.length);
	const again = await request(0, "request");
	assert.deepEqual([again.status, again.json.status], [200, "already_running"]);
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).made, 1);
	await rig.kill(keeper);
});

test("workers killed again and again while 40 players press: who was told yes has an instance", async () => {
	const keeper = rig.startKeeper();
	let over = false;
	const killing = (async () => {
		while (!over) {
			kill(web.pids()[0]);
			await until("eight workers", () => web.pids().length === 8);
		}
	})();
	const answers = await Promise.all(Array.from({ length: 40 }, (_, user) => press(user)));
	over = true;
	await killing;
	const owners = new Set((await rig.sql.query("SELECT user_id FROM instances")).flat().map(Number));
	for (const [user, { status }] of answers.entries()) {
		assert.ok(status === 200 || status === 502, `${user}: ${status}`);
		if (status === 200) assert.ok(owners.has(user + 1), `the instance of ${user} is lost`);
	}
	assert.ok(answers.some(({ status }) => status === 200), "nobody was served");
	await rig.quiet();
	await rig.check();
	await rig.kill(keeper);
});

test("nginx is reloaded under load and nobody notices", async () => {
	const keeper = rig.startKeeper();
	const orders = Promise.all(Array.from({ length: 60 }, (_, user) => press(user, { agent: false })));
	let reloads = 0;
	const pages = browse(() => reloads >= 3, { agent: false });
	while (reloads < 3) {
		const before = web.nginxWorkers();
		web.reload();
		await until("new nginx workers", () => web.nginxWorkers().some((pid) => !before.includes(pid)));
		reloads++;
	}
	await pages;
	for (const { status } of await orders) assert.equal(status, 200);
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).made, 60);
	await rig.kill(keeper);
});

test("a log that takes no more stops nobody", async () => {
	const disk = openSync("/dev/full", "w");
	const keeper = rig.startKeeper({ log: disk });
	closeSync(disk);
	await web.stop();
	web = await rig.openWeb({ log: "/dev/full" });
	const up = await request(0, "request");
	assert.deepEqual([up.status, up.json.status], [200, "created"]);
	assert.equal((await request(0, "stop")).status, 200);
	await rig.quiet();
	await rig.check();
	assert.equal(keeper.exitCode, null);
	await rig.kill(keeper);
});

test("a reader of the log that went away stops nobody", async () => {
	const keeper = rig.startKeeper();
	await until("its first line", () => keeper.lines.length > 0);
	keeper.stderr.destroy();
	const up = await request(0, "request");
	assert.deepEqual([up.status, up.json.status], [200, "created"]);
	assert.equal((await request(0, "stop")).status, 200);
	await rig.quiet();
	await rig.check();
	assert.deepEqual([keeper.exitCode, keeper.signalCode], [null, null]);
	await rig.kill(keeper);
});

test("workers whose clock is an hour off tell the database's time", async () => {
	await web.stop();
	web = await rig.openWeb({ workers: 2, env: fakeTime("+1h") });
	const keeper = rig.startKeeper();
	const left = async (expires) => expires - Number(await rig.sql.one("SELECT UNIX_TIMESTAMP()"));
	const up = await request(0, "request");
	assert.deepEqual([up.status, up.json.status], [200, "created"]);
	assert.ok(Math.abs(await left(up.json.expires) - 45 * 60) <= 2);
	const renewed = await request(0, "renew");
	assert.equal(renewed.status, 200);
	assert.ok(Math.abs(await left(renewed.json.expires) - 45 * 60) <= 2);
	assert.equal((await request(0, "stop")).status, 200);
	await rig.quiet();
	await rig.check();
	await rig.kill(keeper);
});
