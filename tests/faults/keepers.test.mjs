// Several keepers: one is stopped past its lease while another works, and one
// whose clock is wrong.  A generation never goes back, and a writer that lost
// its lease changes nothing.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { fakeTime, Rig, until } from "../support/rig.mjs";

let rig;
before(async () => {
	rig = await Rig.open();
	rig.writeConf("k2");
});
after(() => rig.close());
beforeEach(() => rig.clear());

// As if so much time had passed: leases that are held run out.
const leasesEnd = () => rig.sql.query("UPDATE instances SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL");
const rows = async () => JSON.stringify(await rig.sql.query("SELECT public_id, state, generation, container_id, fence FROM instances ORDER BY id"));
const written = async () => await rig.sql.one("SELECT COUNT(*) FROM instance_events");

const start = {
	name: "start",
	prepare: async () => (await rig.player.order("request", 1)).id,
	done: (id) => rig.runs(id, 1),
};
const removal = {
	name: "removal",
	prepare: async () => {
		const id = await start.prepare();
		const keeper = rig.startKeeper();
		await rig.runs(id, 1);
		await rig.kill(keeper);
		await rig.player.order("stop", 1);
		return id;
	},
	done: (id) => rig.inState(id, "gone"),
};

for (const [call, journey] of [["create", start], ["start", start], ["inspect", start], ["remove", removal], ["inspect", removal]])
	for (const when of ["before", "after"])
		test(`a keeper stopped ${when} the ${call} of a ${journey.name} and continued after another has done the work changes nothing`, async () => {
			const id = await journey.prepare();
			await rig.stub.rules({ call, when, action: "hold" });
			const first = rig.startKeeper();
			await rig.stub.held();
			first.kill("SIGSTOP");
			await leasesEnd();
			const second = rig.startKeeper({ name: "k2" });
			await journey.done(id);
			await rig.quiet();
			const before = [await rows(), await written()];
			await rig.stub.release();
			first.kill("SIGCONT");
			await until("the first keeper to find its lease gone",
				() => first.lines.some((line) => /lease\.lost/.test(line)) || second.exitCode !== null);
			assert.deepEqual([await rows(), await written()], before);
			await rig.check();
			assert.equal((await rig.stub.state()).made, 1);
			await rig.kill(first);
			await rig.kill(second);
		});

test("two keepers share forty starts and stops, none is done twice", async () => {
	const keepers = [rig.startKeeper(), rig.startKeeper({ name: "k2" })];
	await rig.stub.config({ start_ms: 20 });
	const ids = [];
	for (let user = 1; user <= 40; user++) ids.push((await rig.player.order("request", user)).id);
	for (const id of ids) await rig.runs(id, 1);
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).made, 40);
	for (let user = 1; user <= 40; user++) assert.ok((await rig.player.order("stop", user)).ok);
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).count, 0);
	for (const keeper of keepers) await rig.kill(keeper);
});

for (const shift of ["+1h", "-1h"])
	test(`a player's process and a keeper whose clocks are off by ${shift} change no time that counts`, async () => {
		const env = fakeTime(shift);
		const player = rig.openPlayer(env);
		const keeper = rig.startKeeper({ env });
		const { id } = await player.order("request", 1);
		await rig.runs(id, 1);
		const life = () => rig.sql.one("SELECT ROUND(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) / 6e7) FROM instances"
			+ ` WHERE public_id = '${id}'`);
		assert.equal(await life(), "45");
		assert.ok((await player.order("renew", 1)).ok);
		assert.equal(await life(), "45");
		await rig.sql.query("UPDATE instances SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 300000 MICROSECOND");
		await rig.inState(id, "gone");
		await rig.check();
		player.close();
		await rig.kill(keeper);
	});
