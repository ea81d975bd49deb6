// What nginx counts before Berth is asked: one address that asks without end is
// turned away, the others are not.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

let rig;
before(async () => {
	rig = await Rig.open({ users: 0 });
	await rig.openWeb({ workers: 2, limits: true });
});
after(() => rig.close());

// As a client with that address, which the whole of 127.0.0.0/8 is.
function ask(localAddress, path, agent) {
	return new Promise((resolve, reject) => {
		const req = http.get({ hostname: "127.0.0.1", port: rig.web.port, path, localAddress, agent }, (res) => {
			let text = "";
			res.setEncoding("utf8");
			res.on("data", (part) => { text += part; });
			res.on("end", () => resolve({ status: res.statusCode, text }));
		});
		req.on("error", reject);
	});
}

test("one address that asks without end is told so, others are served meanwhile, and it is served again when it rests", async (t) => {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 64, localAddress: "127.0.0.9" });
	const counts = {};
	let others = 0;
	for (let asked = 0; asked < 30000 && !counts[429]; ) {
		const answers = await Promise.all(Array.from({ length: 1000 }, () => ask("127.0.0.9", "/containers/static/css/berth.css", agent)));
		asked += answers.length;
		for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
		assert.equal((await ask("127.0.0.10", "/containers/login", false)).status, 200);
		others++;
	}
	t.diagnostic(`${JSON.stringify(counts)}, ${others} times somebody else`);
	assert.ok(counts[200] >= 5000, "a burst of 5000 is for a school at the begin of an event");
	assert.ok(counts[429] > 0);
	assert.deepEqual(Object.keys(counts).sort(), ["200", "429"]);
	// a page and the API, each in its way
	const refused = async (path) => {
		const [...answers] = await Promise.all(Array.from({ length: 500 }, () => ask("127.0.0.9", path, agent)));
		return answers.find(({ status }) => status === 429);
	};
	assert.match((await refused("/containers/login")).text, /<html[^]*too many/i);
	assert.equal(typeof JSON.parse((await refused("/api/v1/challenges")).text).message, "string");
	await until("to be served again", async () => (await ask("127.0.0.9", "/containers/login", agent)).status === 200);
	agent.destroy();
});
