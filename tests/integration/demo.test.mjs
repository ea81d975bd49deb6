// The two demo challenges, solved as demo/README.md says, and their flags
// handed in: the first thing that somebody who tries Berth does.
import assert from "node:assert/strict";
import net from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { api, call, makeUser, until } from "../support/bench.mjs";

const instanceOf = (c) => `/api/v1/challenges/${c.id}/instance`;

async function demo(name) {
	const { body } = await api("GET", "/api/v1/challenges");
	const found = body.data.find((c) => c.name === name);
	assert.ok(found, `${name} has been seeded`);
	return found;
}

// Its first endpoint, once it runs.
async function running(who, challenge) {
	await call(who.headers, "POST", instanceOf(challenge));
	return until(`${challenge.name} to run`, async () => {
		const { json } = await call(who.headers, "GET", instanceOf(challenge));
		return json.data.state === "running" && json.data.endpoints[0];
	}, 60000);
}

async function submit(who, challenge, submission) {
	const { json } = await call(who.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission });
	return json.data.status;
}

async function leave(who, challenge) {
	await call(who.headers, "DELETE", instanceOf(challenge));
	await until(`${challenge.name} to go`, async () =>
		(await call(who.headers, "GET", instanceOf(challenge))).json.data.state === "gone", 60000);
}

test("the archive gives its flag to who asks twice", async () => {
	const challenge = await demo("The archive"), who = await makeUser();
	const { port } = await running(who, challenge);
	const page = async (name) => (await fetch(`http://127.0.0.1:${port}/cgi-bin/page?name=${name}`)).text();
	assert.match(await page("../flag.txt"), /no page/);
	const flag = (await page("....//flag.txt")).trim();
	assert.equal(await submit(who, challenge, "berth{not_this_one}"), "incorrect");
	assert.equal(await submit(who, challenge, flag), "correct");
	await leave(who, challenge);
});

function openLock(port) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, "127.0.0.1");
		socket.on("error", reject);
		createInterface({ input: socket }).on("line", (line) => {
			const sum = /^(\d+) \* (\d+) \+ (\d+) = \?$/.exec(line);
			if (sum) socket.write(`${sum[1] * sum[2] + Number(sum[3])}\n`);
			else if (line.startsWith("Open: ")) resolve(line.slice("Open: ".length));
		}).on("close", () => reject(new Error("the lock stays shut")));
	});
}

test("the fast lock has a flag for each instance", async () => {
	const challenge = await demo("The fast lock"), one = await makeUser(), other = await makeUser();
	const flags = [];
	for (const who of [one, other]) flags.push(await openLock((await running(who, challenge)).port));
	assert.match(flags[0], /^berth\{faster_than_a_thumb_[0-9a-f]{16}\}$/);
	assert.notEqual(flags[0], flags[1]);
	assert.equal(await submit(other, challenge, flags[0]), "incorrect");
	assert.equal(await submit(one, challenge, flags[0]), "correct");
	assert.equal(await submit(other, challenge, flags[1]), "correct");
	for (const who of [one, other]) await leave(who, challenge);
});
