// Many orders at once from many processes: no owner ever has two, nobody waits
// for ever, and an instance is either renewed or expired.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

// The whole suite takes fewer; ./dev bench takes them all.
const full = process.env.BERTH_FAULTS === "full";
const RACES = full ? 1000 : 250;
const PLAYERS = 500;
const PROCESSES = 8;

let rig, processes;
before(async () => {
	rig = await Rig.open({ users: PLAYERS });
	processes = Array.from({ length: PROCESSES }, () => rig.openPlayer());
});
after(() => rig.close());
beforeEach(() => rig.clear());

const pick = (list) => list[Math.floor(Math.random() * list.length)];

test("one player presses start 100 times at once", async () => {
	const keeper = rig.startKeeper();
	const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => processes[i % PROCESSES].order("request", 1)));
	assert.ok(answers.every(({ ok }) => ok), JSON.stringify(answers.find(({ ok }) => !ok)));
	assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
	assert.equal(answers.filter(({ word }) => word === "queued").length, 1);
	await rig.runs(answers[0].id, 1);
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).made, 1);
	await rig.kill(keeper);
});

test("one player starts two challenges at once from every process: one of them runs", async () => {
	const keeper = rig.startKeeper();
	for (let user = 1; user <= 20; user++) {
		const answers = await Promise.all(processes.map((process, i) => process.order("request", user, 1 + i % 2)));
		const won = answers.filter(({ ok }) => ok);
		assert.equal(new Set(won.map(({ id }) => id)).size, 1);
		for (const { ok, sentence } of answers) if (!ok) assert.match(sentence, /^Stop other instance running \((One|Two)\)$/);
	}
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).count, 20);
	await rig.kill(keeper);
});

test(`start, stop, renew, reset and tests raced ${RACES} times`, async (t) => {
	const seed = Math.floor(Math.random() * 1e9);
	t.diagnostic(`at random; the run is ${seed}`);
	await rig.stub.config({ start_ms: 3, parallel: 4 });
	const keepers = [rig.startKeeper()];
	const kinds = new Map();
	const work = Array.from({ length: RACES }, () =>
		[pick(["request", "request", "stop", "renew", "reset", "test", "teststop"]), pick([1, 2, 3, 4]), pick([1, 1, 2])]);
	await Promise.all(processes.map(async (process) => {
		for (let order = work.pop(); order; order = work.pop()) {
			const answer = await process.order(...order);
			const kind = answer.ok ? "ok" : answer.word;
			kinds.set(kind, (kinds.get(kind) || 0) + 1);
			assert.ok(answer.ok || ["conflict", "not_found"].includes(answer.word), `${order}: ${answer.word} ${answer.sentence}`);
		}
	}));
	t.diagnostic(JSON.stringify([...kinds]));
	await rig.quiet(60000);
	await rig.check();
	for (const keeper of keepers) await rig.kill(keeper);
});

test("nobody is pushed back in the queue by a request that began before and was seen after", async (t) => {
	const [slow, quick] = processes, lock = `${rig.database}.hold`;
	const threads = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
	const seen = async (what) => Number(await rig.sql.one(`${threads} AND ${what}`)) === 1;
	let told = null;
	// player 1's request stops between its row and its commit
	await rig.sql.query(`DO GET_LOCK('${lock}', 0)`);
	await rig.sql.query("CREATE TRIGGER hold BEFORE INSERT ON instance_events FOR EACH ROW SET @held = IF("
		+ "(SELECT user_id FROM instances WHERE id = NEW.instance_id) = 1, "
		+ `GET_LOCK('${lock}', 20) + RELEASE_LOCK('${lock}'), 0)`);
	t.after(() => rig.sql.query("DROP TRIGGER hold"));
	const first = slow.order("request", 1);
	await until("the first to be held", () => seen("state = 'User lock'"));
	const second = quick.order("request", 2).then((answer) => (told = answer));
	await until("the second to be told, or to wait", () => told || seen("info LIKE '%FROM mutexes%FOR UPDATE'"));
	await rig.sql.query(`DO RELEASE_LOCK('${lock}')`);
	assert.ok((await first).ok);
	assert.ok((await second).place > 0);
	const now = await quick.order("request", 2);
	assert.equal(now.word, "pending");
	assert.ok(now.place <= told.place, `from ${told.place} to ${now.place}`);
});

test("a renewal in the instant of expiry: renewed or expired, never both", async (t) => {
	const keeper = rig.startKeeper();
	const rounds = full ? 400 : 80;
	let renewed = 0;
	const round = async (process, user) => {
		const { id } = await process.order("request", user);
		await rig.runs(id, 1);
		await rig.sql.query("UPDATE instances SET expires_at = UTC_TIMESTAMP(6) + INTERVAL "
			+ `${Math.floor(Math.random() * 20000)} MICROSECOND WHERE public_id = '${id}'`);
		const won = (await process.order("renew", user)).ok;
		renewed += won;
		if (won) await rig.runs(id, 1);
		else await rig.inState(id, "gone");
		const causes = (await rig.sql.query(`SELECT cause FROM instance_events e JOIN instances i ON i.id = e.instance_id`
			+ ` WHERE i.public_id = '${id}'`)).flat();
		assert.equal(causes.includes("renewed"), won);
		assert.notEqual(causes.some((cause) => /expired/.test(cause)), won, causes.join(", "));
	};
	await Promise.all(processes.map(async (process, p) => {
		for (let user = 1 + p; user <= rounds; user += PROCESSES) await round(process, user);
	}));
	t.diagnostic(`${renewed} of ${rounds} were renewed`);
	await rig.quiet();
	await rig.check();
	await rig.kill(keeper);
});

test(`${PLAYERS} starts are all accepted at once and all run; stops and expiries pass meanwhile`, async () => {
	await rig.stub.config({ start_ms: 20, parallel: 4 });
	const keeper = rig.startKeeper();
	const many = full ? PLAYERS : 150;
	for (const user of [1, 2, 3, 4]) await rig.runs((await rig.player.order("request", user)).id, 1);
	const orders = Array.from({ length: many - 4 }, (_, i) => processes[i % PROCESSES].order("request", 5 + i));
	for (const { ok, sentence } of await Promise.all(orders)) assert.ok(ok, sentence);
	// now the queue is long
	const waiting = () => rig.sql.one("SELECT COUNT(*) FROM instances WHERE state = 'queued'").then(Number);
	assert.ok(await waiting() > many / 3, "there is no queue to pass");
	await rig.sql.query("UPDATE instances SET expires_at = UTC_TIMESTAMP(6) WHERE user_id IN (3, 4)");
	await Promise.all([1, 2].map((user) => rig.player.order("stop", user)));
	const left = () => rig.sql.one("SELECT COUNT(*) FROM instances WHERE user_id <= 4 AND state <> 'gone'");
	while (await left() !== "0") assert.ok(await waiting() > 0, "stops and expiries waited for the queue");
	await rig.quiet(60000);
	await rig.check({ late: 5 });
	assert.equal((await rig.stub.state()).count, many - 4);
	await rig.kill(keeper);
});
