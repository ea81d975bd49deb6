// The database is killed under load and comes back, holds locks too long, and
// runs into deadlocks.  What was accepted is there, what was not may be.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Rig, Sql, until } from "../support/rig.mjs";

// How long it stays away; 20 s in ./dev bench.
const AWAY_MS = process.env.BERTH_FAULTS === "full" ? 20000 : 2000;
// As db/db.c asks the server.
const LOCK_WAIT_MS = 5000;
const USERS = 60;
const PROCESSES = 4;

let rig, processes;
before(async () => {
	rig = await Rig.open({ server: "own", users: USERS });
	processes = Array.from({ length: PROCESSES }, () => rig.openPlayer());
});
after(() => rig.close());
beforeEach(() => rig.clear());

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// What a player may be told when nothing is wrong with us.
const expected = ["unavailable", "uncertain", "not_found", "conflict"];

// Orders without end, of users of the process's own; `stop` ends them.
function load() {
	const kinds = new Map();
	let over = false;
	const done = Promise.all(processes.map(async (process, p) => {
		while (!over) {
			const user = 1 + p + PROCESSES * Math.floor(Math.random() * (USERS / PROCESSES));
			const { ok, word, sentence } = await process.order(pick(["request", "request", "reset", "stop"]), user);
			const kind = ok ? "ok" : expected.includes(word) ? word : `${word} ${sentence}`;
			kinds.set(kind, (kinds.get(kind) || 0) + 1);
			if (word === "unavailable") await sleep(20);
		}
	}));
	return { kinds, stop: async () => { over = true; await done; } };
}

test("killed with -9 under load and back: nothing that was accepted is lost", async (t) => {
	await rig.stub.config({ start_ms: 5 });
	const keeper = rig.startKeeper();
	const orders = load();
	await until("some orders", () => rig.accepted.length > 150);
	await rig.server.stop("SIGKILL");
	await until("an order that fails", () => orders.kinds.get("unavailable") > 0);
	await sleep(AWAY_MS); // this is the fault, not a wait for something
	const before = rig.accepted.length;
	await rig.server.start();
	rig.openSql();
	await until("orders again", () => rig.accepted.length > before + 100);
	await orders.stop();
	t.diagnostic(JSON.stringify([...orders.kinds]));
	assert.deepEqual([...orders.kinds.keys()].filter((kind) => kind !== "ok" && !expected.includes(kind)), []);
	await rig.quiet(60000);
	await rig.check();
	assert.equal(keeper.exitCode, null);
	assert.ok(keeper.lines.some((line) => /database\.lost/.test(line)) && keeper.lines.some((line) => /database\.back/.test(line)));
	await rig.kill(keeper);
});

test("rows that are locked too long delay, and lose nothing", async () => {
	const keeper = rig.startKeeper();
	const { id } = await rig.player.order("request", 1);
	await rig.runs(id, 1);
	const other = new Sql(rig.server, rig.database);
	await other.query("START TRANSACTION");
	await other.query("SELECT id FROM instances FOR UPDATE");
	await other.query("SELECT id FROM users WHERE id <= 2 FOR UPDATE");
	const began = Date.now();
	const orders = [processes[0].order("stop", 1), processes[1].order("request", 2)];
	// longer than a statement waits; the transaction is run again
	await sleep(LOCK_WAIT_MS + 500);
	await other.query("ROLLBACK");
	for (const { ok, sentence } of await Promise.all(orders)) assert.ok(ok, sentence);
	assert.ok(Date.now() - began >= LOCK_WAIT_MS);
	await rig.inState(id, "gone");
	await rig.runs((await orders[1]).id, 1);
	await rig.quiet();
	await rig.check();
	other.close();
	await rig.kill(keeper);
});

test("deadlocks are run again and nobody sees them", async (t) => {
	await rig.stub.config({ start_ms: 3 });
	const keeper = rig.startKeeper();
	const deadlocks = () => rig.sql.one("SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Innodb_deadlocks'").then(Number);
	const before = await deadlocks();
	const orders = load();
	// somebody locks what everybody locks, the other way round
	const other = new Sql(rig.server, rig.database);
	await until("20 deadlocks", async () => {
		await other.query("START TRANSACTION");
		await other.query("SELECT id FROM instances WHERE state <> 'gone' ORDER BY id DESC FOR UPDATE").catch(() => {});
		await other.query("SELECT id FROM users ORDER BY id DESC FOR UPDATE").catch(() => {});
		await other.query("ROLLBACK");
		return await deadlocks() >= before + 20;
	}, 60000);
	await orders.stop();
	t.diagnostic(`${await deadlocks() - before} deadlocks, ${JSON.stringify([...orders.kinds])}`);
	assert.deepEqual([...orders.kinds.keys()].filter((kind) => !["ok", "not_found", "conflict"].includes(kind)), []);
	await rig.quiet(60000);
	await rig.check();
	other.close();
	await rig.kill(keeper);
});
