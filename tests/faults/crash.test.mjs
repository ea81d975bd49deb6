// Crash points enumerated: for every commit and every engine call on the way
// request → running → gone, of a reset and of an expiry, one run in which the
// keeper is killed there.  An undisturbed run tells which points there are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

let rig;
before(async () => { rig = await Rig.open(); });
after(() => rig.close());

async function clear() {
	await rig.clear();
	await rig.sql.query("UPDATE challenges SET warm = 0, network = 'shared', root_fs = 'writable'");
}

// A running instance, made by a keeper that nobody disturbs.
async function running() {
	const { id } = await rig.player.order("request", 1);
	const keeper = rig.startKeeper();
	await rig.runs(id, 1);
	await rig.kill(keeper);
	return id;
}

// `prepare` gives the instance; `act` is what the keeper is disturbed in.
// `made`: containers ever created when all went as it should.
const journeys = [
	{
		name: "from request to running to gone", made: 1,
		prepare: async () => (await rig.player.order("request", 1)).id,
		act: async (id) => {
			await rig.runs(id, 1);
			assert.ok((await rig.player.order("stop", 1)).ok);
			await rig.inState(id, "gone");
		},
	},
	{
		name: "a reset", made: 2,
		prepare: running,
		act: async (id) => {
			assert.ok((await rig.player.order("reset", 1)).ok);
			await rig.runs(id, 2);
		},
	},
	{
		// the container is there and its id was never written
		name: "a stop in the middle of a start", made: 1,
		prepare: async () => {
			const { id } = await rig.player.order("request", 1);
			await rig.stub.rules({ call: "create", when: "after", action: "hold" });
			const keeper = rig.startKeeper();
			await rig.stub.held();
			await rig.kill(keeper);
			await rig.stub.release({ drop: true });
			assert.ok((await rig.player.order("stop", 1)).ok);
			return id;
		},
		act: (id) => rig.inState(id, "gone"),
	},
	{
		name: "a warm instance, taken, and the next one", made: 2,
		prepare: () => rig.sql.query("UPDATE challenges SET warm = 1 WHERE id = 2"),
		act: async () => {
			const count = async (state) => await rig.sql.one(`SELECT COUNT(*) FROM instances WHERE state = '${state}'`);
			await until("a warm one", async () => await count("warm") === "1");
			assert.equal((await rig.player.order("request", 1, 2)).word, "warm");
			await until("the next warm one", async () => await count("warm") === "1");
			assert.equal(await count("running"), "1");
		},
	},
	{
		name: "an instance with a read-only root and a network of its own, started and removed", made: 1,
		// the rest of the calls are those of the first journey
		only: (call) => call.includes("network") || call === "image",
		prepare: async () => {
			await rig.sql.query("UPDATE challenges SET network = 'own', root_fs = 'read-only' WHERE id = 1");
			return (await rig.player.order("request", 1)).id;
		},
		act: async (id) => {
			await rig.runs(id, 1);
			assert.ok((await rig.player.order("stop", 1)).ok);
			await rig.inState(id, "gone");
			assert.deepEqual((await rig.stub.state()).networks, []);
		},
	},
	{
		name: "an expiry", made: 1,
		prepare: running,
		act: async (id) => {
			await rig.sql.query(`UPDATE instances SET expires_at = UTC_TIMESTAMP(6) WHERE public_id = '${id}'`);
			await rig.inState(id, "gone");
		},
	},
];

async function settled({ made }, strays = 0) {
	await rig.quiet();
	// a killed keeper's successor is allowed the time that its start takes
	await rig.check({ late: 5 });
	const state = await rig.stub.state();
	assert.ok(state.made >= made && state.made <= made + strays, `${state.made} containers were created, not ${made}`);
	assert.deepEqual(state.held, []);
}

// What an undisturbed run passes: { points, calls }.
async function survey(journey) {
	await clear();
	const id = await journey.prepare();
	const { calls: before } = await rig.stub.state();
	const { deaths, first } = await rig.supervise({ BERTH_FAULT: "none" }, () => journey.act(id));
	assert.equal(deaths, 0);
	await settled(journey);
	const { calls } = await rig.stub.state();
	for (const name of Object.keys(calls)) calls[name] -= before[name];
	return { points: first.points, calls };
}

// Killed at the n-th passing of a point in our own code.
async function killedAtPoint(journey, point) {
	await clear();
	const id = await journey.prepare();
	await rig.supervise({ BERTH_FAULT: point }, async (first) => {
		await journey.act(id);
		await until("the keeper to be killed", () => first.signalCode === "SIGKILL");
	});
	await settled(journey);
}

// Killed while the n-th call of a kind is held.  `late`: what was on its way
// arrives when its keeper's successor is done.
async function killedAtCall(journey, call, n, when, fate) {
	await clear();
	const id = await journey.prepare();
	await rig.stub.rules({ call, when, skip: n - 1, action: "hold" });
	const { deaths } = await rig.supervise({}, async (first) => {
		const done = journey.act(id);
		done.catch(() => {}); // it is awaited below
		await rig.stub.held();
		first.kill("SIGKILL");
		if (fate === "lost") await rig.stub.release({ drop: true });
		if (fate === "arrives") await rig.stub.release();
		await done;
		await until("the keeper to be killed", () => first.signalCode === "SIGKILL");
	});
	assert.equal(deaths, 1);
	await rig.stub.release();
	// what came late is cleared away by a reconciliation, which is at start
	const keeper = rig.startKeeper();
	await rig.inStep();
	await rig.kill(keeper);
	// a create that comes after the end makes a container that lives a moment
	await settled(journey, fate === "late" && call === "create" ? 1 : 0);
}

// Kinds of calls that the loop makes at its own pace: the first alone is sure.
const own_pace = new Set(["version", "list", "events", "networks"]);
// And those that only look, for the dashboard and the disk guard.
const harmless = new Set(["info", "disk", "sizes", "changes", "volumes", "stats"]);
// A shared bridge is made in the first journey as in the others.
const first_only = new Set(["networks", "make_network", "find_network"]);

for (const journey of journeys) {
	test(`${journey.name}, killed at every commit and every engine call`, async (t) => {
		const { points, calls } = await survey(journey);
		t.diagnostic(`${JSON.stringify(points)} ${JSON.stringify(calls)}`);
		const commits = journey.only ? 0 : points["commit.before"];
		assert.ok(journey.only || commits >= 2, "no commits were seen");
		for (let n = 1; n <= commits; n++)
			for (const name of ["commit.before", "commit.after"])
				await t.test(`${name} ${n}`, () => killedAtPoint(journey, `${name}:${n}`));
		if (points["write.after"] && !journey.only) await t.test("write.after 1", () => killedAtPoint(journey, "write.after:1"));
		for (const [call, count] of Object.entries(calls).filter(([name]) => !harmless.has(name))) {
			if (journey.only ? !journey.only(call) : journey !== journeys[0] && first_only.has(call)) continue;
			for (let n = 1; n <= (own_pace.has(call) ? Math.min(count, 1) : count); n++) {
				for (const fate of ["lost", "arrives", "late"])
					await t.test(`before ${call} ${n}, which ${fate}`, () => killedAtCall(journey, call, n, "before", fate));
				await t.test(`after ${call} ${n}`, () => killedAtCall(journey, call, n, "after", "lost"));
			}
		}
	});
}

test("a player killed before and after the commit of each order", async (t) => {
	for (const what of ["request", "reset", "renew", "stop"])
		for (const when of ["commit.before", "commit.after"])
			await t.test(`${what}, ${when}`, async () => {
				await clear();
				if (what !== "request") await running();
				const doomed = rig.openPlayer({ BERTH_FAULT: `${when}:1` });
				assert.equal((await doomed.order(what, 1)).word, "killed");
				const was = when === "commit.after";
				const keeper = rig.startKeeper();
				const [[id, state, generation, renewals] = []] = await rig.sql.query("SELECT public_id, desired, restart, renewals FROM instances");
				if (what === "request") assert.equal(id !== undefined, was);
				if (what === "stop") assert.equal(state, was ? "stopped" : "running");
				if (what === "reset") assert.equal(generation, was ? "1" : "0");
				if (what === "renew") assert.equal(renewals, was ? "1" : "0");
				await rig.quiet();
				await rig.check();
				// and the same order again does what it should
				assert.equal((await rig.player.order(what, 1)).ok, what !== "stop" || !was);
				await rig.quiet();
				await rig.check();
				await rig.kill(keeper);
			});
});
