// The networks of instances: found again, made once, changed for another when
// the engine has lost or filled one, and never somebody else's.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

let rig, keeper;
before(async () => { rig = await Rig.open(); });
after(() => rig.close());
beforeEach(async () => {
	await rig.clear();
	await rig.sql.query("UPDATE challenges SET network = 'shared', egress = 'blocked'");
	keeper = rig.startKeeper();
});
afterEach(() => rig.kill(keeper));

const request = async (user, challenge = 1) => {
	const answer = await rig.player.order("request", user, challenge);
	assert.ok(answer.ok, answer.sentence);
	return answer.id;
};
const start = async (user, challenge = 1) => {
	const id = await request(user, challenge);
	await rig.runs(id, 1);
	return id;
};
const stop = async (user, challenge = 1) => assert.ok((await rig.player.order("stop", user, challenge)).ok);
const name = (kind) => `berth-${rig.deployment}-${kind}`;
const names = async () => (await rig.stub.state()).networks.map((net) => net.name).sort();
const networkOf = async (id) => (await rig.stub.state()).containers.find(({ labels }) => labels["berth.instance"] === id).network;
const make = (body) => rig.stub.call("POST", "/networks/create", body);
async function settled() {
	await rig.quiet();
	await rig.check();
}

test("instances share a bridge, which is made once and found again by the next keeper", async () => {
	const before = (await rig.stub.state()).calls;
	for (const user of [1, 2]) await start(user);
	await rig.kill(keeper);
	keeper = rig.startKeeper();
	await start(3);
	const { calls } = await rig.stub.state();
	assert.deepEqual(await names(), [name("closed-1")]);
	assert.equal(calls.make_network - before.make_network, 1);
	assert.equal(calls.find_network - before.find_network, 0);
	await settled();
});

test("egress is a bridge of its own kind", async () => {
	await rig.sql.query("UPDATE challenges SET egress = 'allowed' WHERE id = 2");
	await start(1);
	const open = await start(2, 2);
	assert.equal(await networkOf(open), name("open-1"));
	assert.deepEqual(await names(), [name("closed-1"), name("open-1")]);
	await settled();
});

test("a network under our name that is not ours is left alone, and the next number is taken", async () => {
	assert.equal((await make({ Name: name("closed-1"), Labels: { "berth.deployment": "somebody-else" } })).status, 201);
	const id = await request(1);
	await rig.runs(id, 1, 30000);
	assert.equal(await networkOf(id), name("closed-2"));
	assert.deepEqual(await names(), [name("closed-1"), name("closed-2")]);
	assert.match(rig.log, /event=network\.foreign/);
	await settled();
});

test("a subnet that somebody has is passed over", async () => {
	await start(1);
	const [{ subnet }] = (await rig.stub.state()).networks;
	await rig.clear();
	assert.equal((await make({ Name: "other", IPAM: { Config: [{ Subnet: subnet }] } })).status, 201);
	keeper = rig.startKeeper();
	await start(1);
	assert.deepEqual(await names(), [name("closed-1"), "other"]);
	await settled();
});

test("a bridge that has gone is made again, and so is the container", async () => {
	await start(1);
	await stop(1);
	await until("it to go", async () => (await rig.stub.state()).count === 0);
	await rig.stub.control("forget", { name: name("closed-1") });
	const id = await request(1);
	await rig.runs(id, 1, 30000);
	assert.deepEqual(await names(), [name("closed-1")]);
	await settled();
});

test("a bridge that the engine calls full is left for another", async () => {
	await start(1);
	await rig.stub.rules({ call: "start", action: "code", status: 500,
		message: "adding interface veth1 to bridge bthc failed: exchange full" });
	const id = await request(2);
	await rig.runs(id, 1, 30000);
	assert.equal(await networkOf(id), name("closed-2"));
	await settled();
});

test("at 900 containers on a bridge the next one is made, and goes when it is empty", async () => {
	await start(1);
	await rig.kill(keeper);
	const others = Array.from({ length: 899 }, (_, n) => `f${n}`);
	for (let n = 0; n < others.length; n += 64)
		await Promise.all(others.slice(n, n + 64).map((other) => rig.stub.control("foreign", { name: other, network: name("closed-1"),
			labels: { "berth.deployment": rig.deployment, "berth.instance": other, "berth.generation": "1" } })));
	keeper = rig.startKeeper();
	const id = await start(2);
	assert.equal(await networkOf(id), name("closed-2"));
	await stop(2);
	await rig.inState(id, "gone");
	// each death makes the keeper count anew
	while (others.length > 0 && (await names()).length > 1) {
		await rig.stub.control("die", { name: others.pop() });
		await new Promise((resolve) => setTimeout(resolve, 400));
	}
	assert.deepEqual(await names(), [name("closed-1")]);
});

test("a network of its own comes and goes with the instance, and with each generation", async () => {
	await rig.sql.query("UPDATE challenges SET network = 'own' WHERE id = 1");
	const ids = [await start(1), await start(2)];
	let state = await rig.stub.state();
	assert.equal(state.networks.length, 2);
	for (const id of ids) assert.equal(await networkOf(id), `berth-${rig.deployment}-${id}-g1`);
	assert.ok((await rig.player.order("reset", 1)).ok);
	await rig.runs(ids[0], 2);
	assert.equal(await networkOf(ids[0]), `berth-${rig.deployment}-${ids[0]}-g2`);
	// the challenge changes its mind: what runs keeps what it has
	await rig.sql.query("UPDATE challenges SET network = 'shared' WHERE id = 1");
	await settled();
	for (const user of [1, 2]) await stop(user);
	for (const id of ids) await rig.inState(id, "gone");
	state = await rig.stub.state();
	assert.deepEqual(state.networks, []);
	await settled();
});

test("an own network without a row is removed, somebody else's is not", async () => {
	await rig.sql.query("UPDATE challenges SET network = 'own' WHERE id = 1");
	const id = await start(1);
	await stop(1);
	await rig.inState(id, "gone");
	const labels = { "berth.deployment": rig.deployment, "berth.network": "own", "berth.instance": id, "berth.generation": "1" };
	await rig.kill(keeper);
	await make({ Name: "ours", IPAM: { Config: [{ Subnet: "10.0.0.0/29" }] }, Options: { "com.docker.network.bridge.name": "a" }, Labels: labels });
	await make({ Name: "theirs", IPAM: { Config: [{ Subnet: "10.0.0.8/29" }] }, Options: { "com.docker.network.bridge.name": "b" },
		Labels: { ...labels, "berth.deployment": "else" } });
	keeper = rig.startKeeper();
	await until("ours to go", async () => (await names()).join() === "theirs");
	await settled();
});
