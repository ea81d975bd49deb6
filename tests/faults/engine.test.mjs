// An engine that lies, drops, hangs, restarts, changes its version and runs
// out of things: every request ends well or with a reason, and once.
import assert from "node:assert/strict";
import http from "node:http";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

let rig, keeper;
before(async () => { rig = await Rig.open(); });
after(() => rig.close());
beforeEach(async () => {
	await rig.clear();
	keeper = rig.startKeeper();
});
afterEach(() => rig.kill(keeper));

const request = async (user, challenge = 1) => {
	const answer = await rig.player.order("request", user, challenge);
	assert.ok(answer.ok, answer.sentence);
	return answer.id;
};
const stop = (user, challenge = 1) => rig.player.order("stop", user, challenge);

async function settled(made) {
	await rig.quiet();
	await rig.check();
	assert.equal((await rig.stub.state()).made, made, "containers created");
}

// ------------------------------------------------------------ wrong answers

for (const [status, message] of [[409, "Conflict. The container name is already in use"], [400, "bad parameter"], [500, "server error"],
	[503, "try later"]])
	test(`a create that answers ${status} though the container exists`, async () => {
		await rig.stub.rules({ call: "create", when: "after", action: "code", status, message });
		await rig.runs(await request(1), 1);
		await settled(1);
	});

test("a create without an answer that was done", async () => {
	await rig.stub.rules({ call: "create", when: "after", action: "drop", times: 2 });
	await rig.runs(await request(1), 1);
	await settled(1);
});

test("a create without an answer that is done later", async () => {
	await rig.stub.rules({ call: "create", when: "before", action: "hold" });
	const id = await request(1);
	await rig.stub.held();
	// the client gives up: its connection goes, its request does not
	await rig.kill(keeper);
	keeper = rig.startKeeper();
	await rig.runs(id, 1);
	await rig.stub.release();
	await settled(1);
});

test("a create that was not done is tried again", async () => {
	await rig.stub.rules({ call: "create", action: "code", status: 500, message: "server error", times: 2 });
	const id = await request(1);
	await rig.runs(id, 1);
	assert.equal((await rig.row(id)).admin, "");
	await settled(1);
});

test("an answer that is no answer of the API stops no instance", async () => {
	const id = await request(1);
	await rig.runs(id, 1);
	await rig.stub.rules({ call: "list", action: "code", status: 200, message: "what?", times: 3 });
	const { calls: { list: before } } = await rig.stub.state();
	await rig.stub.control("restart", {}); // the keeper reconciles when its stream ends
	await until("four lists", async () => (await rig.stub.state()).calls.list >= before + 4);
	assert.equal((await rig.row(id)).state, "running");
	await settled(1);
});

test("an image that is missing is a failure with a reason", async () => {
	await rig.sql.query("UPDATE challenges SET image = 'no-such-image' WHERE id = 2");
	const id = await request(1, 2);
	await rig.inState(id, "gone");
	const row = await rig.row(id);
	assert.match(row.player, /image of this challenge is missing/);
	assert.match(row.admin, /No such image: no-such-image/);
	await rig.sql.query("UPDATE challenges SET image = 'stub' WHERE id = 2");
	await settled(0);
});

// ---------------------------------------------------------------- starting

test("\"port is already allocated\" is tried again", async () => {
	await rig.stub.rules({ call: "start", action: "code", status: 500, times: 2,
		message: "driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:1 failed: port is already allocated" });
	await rig.runs(await request(1), 1);
	await settled(1);
});

test("a start that was done and not answered is a 304 the next time", async () => {
	await rig.stub.rules({ call: "start", when: "after", action: "drop" });
	await rig.runs(await request(1), 1);
	assert.equal((await rig.stub.state()).calls.start, 2);
	await settled(1);
});

test("an empty pool of addresses holds the queue and names itself", async () => {
	await rig.stub.config({ no_address: true });
	const ids = [await request(1), await request(2)];
	for (const id of ids) await until("a try", async () => (await rig.row(id)).attempt > 0);
	assert.match((await rig.row(ids[0])).admin, /no available IPv4 addresses/);
	await rig.stub.config({ no_address: false });
	for (const id of ids) await rig.runs(id, 1, 30000);
	// containers that a bridge had no room for were made anew on another
	await rig.quiet();
	await rig.check();
});

test("a range of one port goes to one, and to the next when it is free", async () => {
	rig.set({ port_range: "30000-30000" });
	await rig.kill(keeper); // the next one reads it before anything else
	keeper = rig.startKeeper();
	try {
		const first = await request(1);
		await rig.runs(first, 1);
		const second = await request(2);
		await until("a try", async () => (await rig.row(second)).attempt > 0);
		assert.ok((await stop(1)).ok);
		await rig.runs(second, 1, 30000);
		await settled(2);
	} finally {
		rig.set({ port_range: "" });
	}
});

test("a container without HEALTHCHECK runs when its port answers", async () => {
	await rig.runs(await request(1, 3), 1);
	await settled(1);
});

test("a container that ends at once fails with its exit code", async () => {
	await rig.sql.query("UPDATE challenges SET image = 'stub-dies' WHERE id = 2");
	const id = await request(1, 2);
	await rig.inState(id, "gone");
	await rig.sql.query("UPDATE challenges SET image = 'stub' WHERE id = 2");
	const row = await rig.row(id);
	assert.equal(row.reason, "failed");
	assert.match(row.admin, /exit code 3/);
	await settled(1);
});

// ---------------------------------------------------------------- removing

test("a removal that takes long holds the slot until it is confirmed", async () => {
	const id = await request(1);
	await rig.runs(id, 1);
	await rig.stub.config({ remove_ms: 2500 });
	// the first DELETE loses its answer; those after it are told 409
	await rig.stub.rules({ call: "remove", action: "drop", when: "after", times: 1 });
	assert.ok((await stop(1)).ok);
	await until("the removal", async () => (await rig.stub.state()).containers[0]?.removing);
	const refused = await rig.player.order("request", 1, 2);
	assert.deepEqual([refused.ok, refused.word], [false, "conflict"]);
	await rig.inState(id, "gone");
	assert.equal((await rig.stub.state()).count, 0);
	await settled(1);
});

test("a keeper that comes while another's removal is in progress waits for its end", async () => {
	const id = await request(1);
	await rig.runs(id, 1);
	await rig.stub.config({ remove_ms: 1500 });
	assert.ok((await stop(1)).ok);
	await until("the removal", async () => (await rig.stub.state()).containers[0]?.removing);
	await rig.kill(keeper);
	keeper = rig.startKeeper();
	await until("a second DELETE", async () => (await rig.stub.state()).calls.remove >= 2);
	assert.equal((await rig.row(id)).state, "stopping");
	await rig.inState(id, "gone");
	await settled(1);
});

test("a removal refused with 500 is tried until it is done", async () => {
	const id = await request(1);
	await rig.runs(id, 1);
	await rig.stub.rules({ call: "remove", action: "code", status: 500, message: "device or resource busy", times: 1 });
	assert.ok((await stop(1)).ok);
	await rig.inState(id, "gone", 20000);
	await settled(1);
});

// ------------------------------------------------- what ends, what is foreign

test("a foreign container under our name is a failure, and stays", async () => {
	await rig.kill(keeper);
	const id = await request(1);
	await rig.stub.control("foreign", { name: `berth-rig-${id}-g1` });
	keeper = rig.startKeeper();
	await rig.inState(id, "gone");
	const row = await rig.row(id);
	assert.equal(row.reason, "failed");
	assert.match(row.admin, /not ours/);
	const { containers } = await rig.stub.state();
	assert.deepEqual(containers.map(({ name, state }) => [name, state]), [[`berth-rig-${id}-g1`, "running"]]);
	await rig.quiet();
	await rig.check();
});

test("orphans of ours go, young ones have a grace, foreign ones stay", async () => {
	await rig.kill(keeper);
	const labels = (deployment) => ({ "berth.deployment": deployment, "berth.instance": "0123456789abcdef", "berth.generation": "1" });
	await rig.stub.control("foreign", { name: "old", labels: labels("rig"), age_s: 3600 });
	await rig.stub.control("foreign", { name: "young", labels: labels("rig") });
	await rig.stub.control("foreign", { name: "other", labels: labels("somebody-else"), age_s: 3600 });
	await rig.stub.control("foreign", { name: "nobody", age_s: 3600 });
	keeper = rig.startKeeper();
	await until("the orphan to go", async () => (await rig.stub.state()).count === 3);
	assert.deepEqual((await rig.stub.state()).containers.map(({ name }) => name).sort(), ["nobody", "other", "young"]);
});

for (const [what, order, exit] of [["dies", { exit_code: 7 }, "7"], ["runs out of memory", { exit_code: 137, oom: true }, "137"]])
	test(`a container that ${what} ends with its exit code`, async () => {
		const id = await request(1);
		await rig.runs(id, 1);
		await until("the event stream", async () => (await rig.stub.state()).calls.events > 0);
		const { containers: [{ name }] } = await rig.stub.state();
		await rig.stub.control("die", { name, ...order });
		await rig.inState(id, "gone");
		assert.deepEqual(await rig.sql.one(`SELECT end_reason, exit_code, oom_killed FROM instances WHERE public_id = '${id}'`),
			["died", exit, order.oom ? "1" : "0"]);
		await settled(1);
	});

test("a container that vanished without a word is noticed", async () => {
	const id = await request(1);
	await rig.runs(id, 1);
	const { containers: [{ name }] } = await rig.stub.state();
	await rig.stub.control("forget", { name });
	await rig.kill(keeper); // the next one looks at once
	keeper = rig.startKeeper();
	await rig.inState(id, "gone");
	assert.equal((await rig.row(id)).reason, "died");
	await settled(1);
});

// -------------------------------------------------------- the engine as such

test("the engine is restarted in the middle of eight starts", async () => {
	await rig.stub.config({ start_ms: 300 });
	const ids = [];
	for (let user = 1; user <= 8; user++) ids.push(await request(user));
	await until("work", async () => (await rig.stub.state()).working > 0);
	await rig.stub.control("restart", { down_ms: 700 });
	for (const id of ids) await rig.runs(id, 1, 30000);
	await settled(8);
});

test("the engine is upgraded, and downgraded, under the keeper", async () => {
	await rig.runs(await request(1), 1);
	await rig.stub.config({ api: "1.52", min_api: "1.48" });
	await rig.runs(await request(2), 1);
	await rig.stub.config({ api: "1.41", min_api: "1.12" });
	await rig.runs(await request(3), 1);
	await settled(3);
});

test("an engine that accepts and never answers holds the queue, and loses nothing", async () => {
	await rig.runs(await request(1), 1);
	await rig.stub.rules({ call: "*", action: "hang", times: 0 });
	const ids = [];
	for (let user = 2; user <= 7; user++) ids.push(await request(user));
	await until("a call that hangs", async () => (await rig.stub.state()).calls.create > 1);
	assert.ok((await stop(1)).ok);
	await rig.stub.rules();
	await rig.stub.control("restart", {});
	for (const id of ids) await rig.runs(id, 1, 30000);
	await settled(7);
});

test("an engine that is gone holds the queue until it is back", async () => {
	await rig.runs(await request(1), 1);
	await rig.stub.control("restart", { down_ms: 1500 });
	const id = await request(2);
	assert.ok((await stop(1)).ok);
	await rig.runs(id, 1, 30000);
	await settled(2);
});

// ---------------------------------------------------------------- pulls

// The keeper's own answer, without a web between.
const ask = (method, path) => new Promise((resolve, reject) => {
	const req = http.request({ socketPath: `${rig.dir}/k1/keeper.sock`, method, path, agent: false }, (res) => {
		let text = "";
		res.on("data", (part) => { text += part; });
		res.on("end", () => resolve({ status: res.statusCode, ...JSON.parse(text) }));
	});
	req.on("error", reject);
	req.end();
});
const keeperAnswers = () => until("the keeper", async () => (await ask("GET", "/v1/status").catch(() => ({}))).engine === "ok");
const pullEnds = (image, state) => until(`${image} to be ${state}`, async () => {
	const found = (await ask("GET", "/v1/pulls")).pulls.find((one) => one.image === image);
	return found?.state === state && found;
});

test("a pull that fails behind its 200, is cut, is never ended, or lost with the engine says so", async () => {
	await keeperAnswers();
	const pull = async (image) => assert.equal((await ask("POST", `/v1/pulls?image=${image}`)).status, 200);
	await pull("fine:1");
	const fine = await pullEnds("fine:1", "done");
	assert.match(fine.digest, /^sha256:0+ff$/);
	assert.deepEqual(fine.layers, [{ id: "aaaaaaaaaaaa", state: "done", percent: 100, fetched: 100, size: 100 }]);
	await pull("broken:1");
	assert.match((await pullEnds("broken:1", "failed")).message, /unexpected EOF/);
	await pull("endless:1");
	assert.match((await pullEnds("endless:1", "failed")).message, /too long/);
	await rig.stub.rules({ call: "pull", match: "dropped", action: "drop" },
		{ call: "pull", match: "full", action: "code", status: 500, message: "no space left on device" },
		{ call: "pull", match: "held", action: "hold" });
	await pull("dropped:1");
	await pullEnds("dropped:1", "failed");
	await pull("full:1");
	assert.match((await pullEnds("full:1", "failed")).message, /no space left/);
	await pull("held:1");
	await rig.stub.held();
	await rig.stub.control("restart", {});
	await pullEnds("held:1", "failed");
	await keeperAnswers();
	// what ended is forgotten in its turn, what is under way is not
	await rig.stub.rules({ call: "pull", match: "held", action: "hold" });
	await pull("held:1");
	for (let i = 0; i < 10; i++) {
		await pull(`fine:${i}`);
		await pullEnds(`fine:${i}`, "done");
	}
	const { pulls } = await ask("GET", "/v1/pulls");
	assert.equal(pulls.length, 8);
	assert.equal(pulls.at(-1).image, "held:1");
	assert.equal((await ask("DELETE", "/v1/pulls?image=held:1")).status, 200);
	for (const [method, path, status] of [["POST", "/v1/pulls?image=A%20b", 400], ["POST", "/v1/pulls", 400], ["DELETE", "/v1/images?image=../x", 400],
		["DELETE", "/v1/pulls?image=none", 404], ["POST", "/v1/status", 405]])
		assert.equal((await ask(method, path)).status, status, `${method} ${path}`);
	await rig.stub.release();
});
