// What must hold whatever players do and whatever dies, asked of the engine
// itself and not of what we say about it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, containers, creations, dropChallenge, engine, fresh, logIn, makeChallenge,
	makeUser, pidOf, send, setSettings, until, withSettings,
} from "../support/bench.mjs";

const asAdmin = byToken(adminToken);
const now = () => Math.floor(Date.now() / 1000);
const ask = (who, route, challenge) => call(who.headers, "POST", `/api/${route}`, { chal_id: challenge.id });
const startNow = (who, challenge) => call(who.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`);
const look = async (who, challenge) => {
	const { json } = await send("GET", `/api/v1/challenges/${challenge.id}/instance`, { headers: who.headers });
	return json.data;
};
const inState = (who, challenge, state, ms) =>
	until(`the state ${state}`, async () => (await look(who, challenge)).state === state, ms);
// The admin's view of the one live instance that a name belongs to.
const search = async (name) => {
	const { body } = await api("GET", `/api/v1/admin/instances?search=${encodeURIComponent(name)}`);
	return body.data;
};
const exists = async (id) => (await engine("GET", `/containers/${id}/json`)).status === 200;

// A container of somebody else's, running.
async function foreignContainer(image, name, labels = {}) {
	const made = await engine("POST", `/containers/create?name=${name}`, { Image: image, Labels: labels });
	assert.equal(made.status, 201, made.text);
	assert.equal((await engine("POST", `/containers/${made.json.Id}/start`)).status, 204);
	return (await engine("GET", `/containers/${made.json.Id}/json`)).json;
}

async function isUntouched(container) {
	const { status, json } = await engine("GET", `/containers/${container.Id}/json`);
	assert.equal(status, 200);
	assert.deepEqual(json.State, container.State);
}

let challenge, settingsBefore, expiry;
const foreign = [];

before(async () => {
	settingsBefore = await setSettings({ docker_assignment: "user", container_expiration: 1 });
	challenge = await makeChallenge();
	// asked for under the setting of one minute; the last test sees it end
	expiry = await expiringInstance();
	await setSettings({ container_expiration: 45 });
	const { image } = challenge;
	foreign.push(await foreignContainer(image, fresh("foreign").replace(" ", "-")));
	foreign.push(await foreignContainer(image, fresh("other").replace(" ", "-"),
		{ "berth.deployment": "somebody-else", "berth.instance": "0123456789abcdef", "berth.generation": "1" }));
});

after(async () => {
	for (const { Id } of foreign) await engine("DELETE", `/containers/${Id}?force=1`);
	await setSettings(settingsBefore);
	await dropChallenge(challenge);
});

// ----------------------------------------------------------------- the keeper

test("kill -9 of the keeper while five instances start: five running, none twice", async () => {
	const users = await Promise.all(Array.from({ length: 5 }, () => makeUser()));
	// before a container is there, when the first is, and when some run
	for (const killAt of [0, 1, 3]) {
		const mine = await makeChallenge();
		const since = now();
		for (const answer of await Promise.all(users.map((user) => startNow(user, mine)))) assert.equal(answer.status, 200);
		await until(`${killAt} containers`, async () => (await containers(mine)).length >= killAt);
		const pid = pidOf("keeper");
		process.kill(pid, "SIGKILL");
		await until("another keeper", () => pidOf("keeper") !== pid);
		for (const user of users) await inState(user, mine, "running");
		const running = await containers(mine);
		assert.deepEqual(running.map((container) => container.State), Array(5).fill("running"));
		assert.equal((await creations(mine, since)).length, 5);
		for (const answer of await Promise.all(users.map((user) => ask(user, "stop", mine)))) assert.equal(answer.status, 200);
		await until("all to go", async () => (await containers(mine)).length === 0);
		await dropChallenge(mine);
	}
});

// --------------------------------------------------------------- many at once

for (const [what, n] of [["two starts in the same millisecond", 2], ["twenty parallel starts", 20]]) {
	test(`${what} by one user give one container`, async () => {
		const user = await makeUser();
		const session = { headers: byCookie(await logIn(user)) };
		const mine = await makeChallenge();
		const since = now();
		const answers = await Promise.all(Array.from({ length: n }, (_, i) =>
			ask(i % 2 ? session : user, "request", mine)));
		for (const answer of answers) assert.ok([200, 202].includes(answer.status), answer.text);
		await inState(user, mine, "running");
		const all = await containers(mine);
		assert.equal(all.length, 1);
		assert.equal((await creations(mine, since)).length, 1);
		const port = all[0].Ports[0].PublicPort;
		for (const { json } of answers.filter((answer) => answer.status === 200)) assert.equal(json.port, port);
		assert.equal((await ask(user, "stop", mine)).status, 200);
		await dropChallenge(mine);
	});
}

test("parallel starts of different challenges by one user give one instance", async () => {
	const user = await makeUser();
	const list = await Promise.all([1, 2, 3, 4].map(() => makeChallenge()));
	const answers = await Promise.all(list.map((one) => startNow(user, one)));
	const won = answers.findIndex((answer) => answer.status === 200);
	assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
	for (const answer of answers.filter((_, i) => i !== won)) {
		assert.equal(answer.status, 409);
		assert.match(answer.text, new RegExp(`Stop other instance running \\(${list[won].name}\\)`));
	}
	await inState(user, list[won], "running");
	for (const [i, one] of list.entries()) assert.equal((await containers(one)).length, i === won ? 1 : 0);
	for (const one of list) await dropChallenge(one);
});

// --------------------------------------------------------------- other people

test("another player's instance cannot be stopped, renewed or seen", async () => {
	const [owner, thief] = [await makeUser(), await makeUser()];
	const up = await ask(owner, "request", challenge);
	assert.equal(up.status, 200, up.text);
	const [seen] = await search(owner.name);
	const { json: container } = await engine("GET", `/containers/${seen.container_id}/json`);

	assert.equal((await ask(thief, "running", challenge)).json.status, "stopped");
	assert.equal((await ask(thief, "renew", challenge)).status, 400);
	assert.equal((await ask(thief, "stop", challenge)).status, 400);
	assert.equal((await call(thief.headers, "POST", "/api/kill", { container_id: container.Id })).status, 403);
	for (const [method, path, status] of [["DELETE", `/api/v1/challenges/${challenge.id}/instance`, 404],
		["PATCH", `/api/v1/challenges/${challenge.id}/instance`, 404], ["GET", "/api/v1/admin/instances", 403],
		["GET", `/api/v1/admin/instances/${seen.public_id}/logs`, 403],
		["GET", `/api/v1/admin/instances/${seen.public_id}/stats`, 403],
		["GET", `/containers/admin/instances/${seen.public_id}`, 403], ["POST", `/containers/dashboard/kill/${seen.public_id}`, 403],
		["GET", "/containers/dashboard", 403]])
		assert.equal((await call(thief.headers, method, path)).status, status, `${method} ${path}`);
	for (const path of ["/containers/", `/containers/challenges/${challenge.id}`, "/containers/instances", "/api/v1/instances",
		`/api/v1/challenges/${challenge.id}/instance`, "/api/v1/challenges", "/containers/account"]) {
		const { text } = await send("GET", path, { headers: thief.headers });
		for (const secret of [`:${up.json.port}`, `"port":${up.json.port}`, container.Id.slice(0, 12), seen.public_id, owner.name])
			assert.ok(!text.includes(secret), `${path} tells ${secret}`);
	}
	await isUntouched(container);
	assert.equal((await ask(owner, "stop", challenge)).status, 200);
});

// --------------------------------------------------------- hidden and private

test("a hidden challenge cannot be started, seen or told from one that isn't there", async () => {
	const secret = { description: `secret words ${process.pid}`, command: "/bin/busybox httpd -f -p 8000 -h /www" };
	const hidden = await makeChallenge({ state: "hidden", ...secret });
	const missing = { id: hidden.id + 100000 };
	const user = await makeUser();
	// less what differs from answer to answer anyway, and the ids that are asked for, which may be
	// numbers of the page, too
	const ids = new RegExp(`\\b(${hidden.id}|${missing.id})\\b`, "g");
	const same = (answer) => [answer.status, answer.text.replaceAll(/\b[0-9a-f]{16,}\b/g, "HEX").replaceAll(ids, "ID")];

	for (const route of ["running", "request", "renew", "reset", "stop"])
		assert.deepEqual(same(await ask(user, route, hidden)), same(await ask(user, route, missing)), route);
	for (const [method, path] of [["GET", ""], ["PATCH", ""], ["DELETE", ""], ["GET", "/instance"], ["POST", "/instance"],
		["PATCH", "/instance"], ["PUT", "/instance"], ["DELETE", "/instance"]]) {
		const at = ({ id }) => call(user.headers, method, `/api/v1/challenges/${id}${path}`, method === "GET" ? undefined : "{}");
		assert.deepEqual(same(await at(hidden)), same(await at(missing)), `${method} ${path}`);
	}
	const session = byCookie(await logIn(user));
	for (const [method, path] of [["GET", ""], ["POST", "/start"], ["POST", "/stop"]]) {
		const at = ({ id }) => send(method, `/containers/challenges/${id}${path}`, { headers: session });
		const there = await at(hidden);
		assert.equal(there.status, 404);
		assert.deepEqual(same(there), same(await at(missing)));
	}
	for (const path of ["/containers/", "/containers/instances", "/api/v1/challenges", "/api/v1/challenges?view=admin",
		"/api/v1/instances"]) {
		const { status, text } = await send("GET", path, { headers: user.headers });
		assert.equal(status, 200);
		assert.ok(!text.includes(hidden.name) && !text.includes(secret.description), path);
	}
	assert.deepEqual(await containers(hidden), []);
	await dropChallenge(hidden);
});

test("a player never sees what a challenge is made of", async () => {
	const mine = await makeChallenge({ command: "/bin/busybox httpd -f -p 8000 -h /www", port: 8000 });
	const user = await makeUser();
	for (const path of ["/containers/", `/containers/challenges/${mine.id}`, "/api/v1/challenges", "/api/v1/challenges?view=admin",
		`/api/v1/challenges/${mine.id}`, `/api/v1/challenges/${mine.id}/instance`]) {
		const { text } = await send("GET", path, { headers: user.headers });
		for (const inside of [mine.image, "busybox", "8000", '"image"', '"command"', '"volumes"', '"memory'])
			assert.ok(!text.includes(inside), `${path} tells ${inside}`);
	}
	await dropChallenge(mine);
});

// -------------------------------------------------------------------- endings

test("a container that dies by itself ends with its reason and exit code", async () => {
	// ready at once, and over after two seconds
	const mortal = await makeChallenge({ command: 'sh -c "httpd -p 8000 -h /www; sleep 2; exit 7"' });
	const user = await makeUser();
	assert.equal((await ask(user, "request", mortal)).status, 200);
	const [seen] = await search(mortal.name);
	await inState(user, mortal, "gone");
	const end = await look(user, mortal);
	assert.deepEqual([end.end_reason, end.message], ["died", "The instance has ended by itself."]);
	const page = await send("GET", `/containers/admin/instances/${seen.public_id}`, { headers: asAdmin });
	assert.match(page.text, /exit code 7/);
	assert.deepEqual(await containers(mortal), []);
	assert.equal((await ask(user, "running", mortal)).json.status, "stopped");
	// and its place is free again
	assert.equal((await startNow(user, challenge)).status, 200);
	assert.equal((await ask(user, "stop", challenge)).status, 200);
	await dropChallenge(mortal);
});

test("a deleted challenge takes its instances with it", async () => {
	const mine = await makeChallenge();
	const user = await makeUser();
	assert.equal((await ask(user, "request", mine)).status, 200);
	await dropChallenge(mine);
	await until("its container to go", async () => (await containers(mine)).length === 0);
	await until("its row to end", async () => (await send("GET", "/api/v1/instances", { headers: user.headers })).json.data.length === 0);
});

// ----------------------------------------------------------- what is not ours

test("a container under our name that is not ours stays as it is", async () => {
	const user = await makeUser();
	assert.equal((await ask(user, "request", challenge)).status, 200);
	const [seen] = await search(user.name);
	const { json: { Name } } = await engine("GET", `/containers/${seen.container_id}/json`);
	const squatter = await foreignContainer(challenge.image, Name.slice(1).replace(/-g1$/, "-g2"));
	foreign.push(squatter);
	const answer = await ask(user, "reset", challenge);
	assert.deepEqual([answer.status, answer.json], [500, { error: "Failed to create container" }]);
	await inState(user, challenge, "gone");
	await isUntouched(squatter);
	// without it everything is fine again
	assert.equal((await ask(user, "request", challenge)).status, 200);
	assert.equal((await ask(user, "stop", challenge)).status, 200);
});

test("a foreign container is neither killed nor purged", async () => {
	for (const container of foreign) {
		const answer = await call(asAdmin, "POST", "/api/kill", { container_id: container.Id });
		assert.deepEqual([answer.status, answer.json], [400, { error: "Container not found" }]);
		await isUntouched(container);
	}
});

// ------------------------------------------------------------------- settings

test("the keeper takes new settings within a second", async () => {
	const user = await makeUser();
	await withSettings({ container_maxmemory: 77, container_maxcpu: "0.25" }, async () => {
		const up = await ask(user, "request", challenge);
		assert.equal(up.status, 200);
	});
	const [seen] = await search(user.name);
	const { json: { HostConfig } } = await engine("GET", `/containers/${seen.container_id}/json`);
	assert.deepEqual([HostConfig.Memory, HostConfig.NanoCpus], [77 * 1024 * 1024, 250000000]);
	assert.equal((await ask(user, "stop", challenge)).status, 200);
});

// --------------------------------------------------------------------- expiry

// An instance that nobody will ever ask for again, and when it was gone.
async function expiringInstance() {
	const mine = await makeChallenge();
	const { json, status, text } = await ask(await makeUser(), "request", mine);
	assert.equal(status, 200, text);
	const [{ Id: id }] = await containers(mine);
	const gone = until("the expired one to go", async () => !(await exists(id)), 90000).then(() => Date.now());
	gone.catch(() => {});
	return { mine, expires: json.expires, gone };
}

test("an expired instance is gone within 2 s, and not before its time", async (t) => {
	const { mine, expires, gone } = await expiry;
	const late = (await gone) - expires * 1000;
	t.diagnostic(`gone ${late} ms after its expiry`);
	assert.ok(late >= 0 && late <= 2000, `gone ${late} ms after its expiry`);
	await until("its row to say so", async () => (await search(mine.name)).length === 0);
	for (const container of foreign) await isUntouched(container);
	await dropChallenge(mine);
});
