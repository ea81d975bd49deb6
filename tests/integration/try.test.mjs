// "Try it": an admin's test instance, beside the event and not in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, adminToken, api, byToken, call, containers, dropChallenge, logIn, makeChallenge, makeUser, send, submit, until, withSettings } from "../support/bench.mjs";
import { sql } from "../support/routes.mjs";

const boss = byToken(adminToken);
const path = (challenge) => `/api/v1/challenges/${challenge.id}/test`;
const mine = async (challenge, who = boss) => (await call(who, "GET", path(challenge))).json.data;
const start = (challenge, who = boss) => call(who, "POST", path(challenge));
const stop = (challenge, who = boss) => call(who, "DELETE", path(challenge));
const inState = (challenge, state, who) => until(`the test to be ${state}`, async () => {
	const found = await mine(challenge, who);
	return found?.state === state && found;
});

test("a hidden challenge is tried beside one's own instance, seen by its admin alone, and ends in time", async () => {
	const challenge = await makeChallenge({ state: "hidden", max_attempts: 0 });
	assert.equal(await mine(challenge), null);
	const [first, second] = await Promise.all([start(challenge), start(challenge)]);
	assert.deepEqual([first.status, second.status], [200, 200]);
	assert.equal(first.json.data.public_id, second.json.data.public_id, "one for each admin and challenge");
	const running = await inState(challenge, "running");
	assert.equal(running.test, true);
	assert.equal(running.expires - running.ready, 15 * 60);
	assert.equal(running.renewals_left, 0);
	assert.equal(running.endpoints.length, 1);
	assert.equal((await containers(challenge)).length, 1);

	// the admin as a player: neither list nor quota know of it
	const other = await makeChallenge();
	assert.deepEqual((await api("GET", "/api/v1/instances")).body.data, []);
	assert.equal((await api("GET", `/api/v1/challenges/${challenge.id}/instance`)).body.data.state, "none");
	const own = await api("POST", `/api/v1/challenges/${other.id}/instance`);
	assert.equal(own.status, 200, JSON.stringify(own.body));
	assert.equal((await start(other)).status, 200, "and a test of the same one");
	assert.equal((await api("DELETE", `/api/v1/challenges/${other.id}/instance`)).status, 200);
	assert.notEqual((await mine(other)).state, "stopping");

	// another admin has one of their own, a player none
	const colleague = await makeUser("--admin");
	assert.equal(await mine(challenge, colleague.headers), null);
	const theirs = await start(challenge, colleague.headers);
	assert.notEqual(theirs.json.data.public_id, running.public_id);
	const player = await makeUser();
	for (const method of ["GET", "POST", "DELETE"]) assert.equal((await call(player.headers, method, path(challenge))).status, 403);

	// the dashboard marks it
	const listed = (await api("GET", `/api/v1/admin/instances?search=${running.public_id}`)).body.data;
	assert.deepEqual(listed.map((one) => [one.public_id, one.test, one.started_by]), [[running.public_id, true, admin.name]]);
	const session = await logIn(admin);
	const page = (where) => send("GET", where, { headers: { Cookie: session.cookie } });
	assert.ok((await page(`/containers/dashboard?search=${running.public_id}`)).text.includes(`${admin.name} (test)`));

	// its form shows it, and stops it without a script
	const form = await page(`/containers/admin/challenges/${challenge.id}`);
	assert.match(form.text, /id="test".*data-again="3000"/);
	assert.match((await page(`/containers/admin/challenges/${challenge.id}/test`)).text, /^<section class="panel" id="test"[^]*Stop the test/);
	const stopped = await submit({ Cookie: session.cookie }, `/containers/admin/challenges/${challenge.id}/test/stop`, { nonce: session.nonce });
	assert.deepEqual([stopped.status, stopped.headers.location], [303, `/containers/admin/challenges/${challenge.id}#try`]);
	await inState(challenge, "gone");
	assert.equal((await stop(challenge)).status, 404);

	// it ends as every other does, and with the admin's ban
	await inState(other, "running");
	sql(`UPDATE instances SET expires_at = UTC_TIMESTAMP(6) WHERE public_id = '${(await mine(other)).public_id}'`);
	assert.equal((await inState(other, "gone")).end_reason, "expired");
	const { id } = (await call(colleague.headers, "GET", "/api/v1/users/me")).json.data;
	assert.equal((await api("PATCH", `/api/v1/users/${id}`, { banned: true })).status, 200);
	await until("the banned admin's test to be gone", async () => (await containers(challenge)).length === 0);
	for (const each of [challenge, other]) await dropChallenge(each);
});

test("before the event begins a test starts, and a player's instance does not", async () => {
	const challenge = await makeChallenge();
	const player = await makeUser();
	await withSettings({ event_start: "2090-01-01 00:00", instances_max: 1 }, async () => {
		assert.equal((await call(player.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`)).status, 403);
		assert.equal((await start(challenge)).status, 200);
		await inState(challenge, "running");
	});
	await dropChallenge(challenge);
});

test("the flag of a test solves nothing and is evidence of nothing", async () => {
	const challenge = await makeChallenge({ flag_template: "CTF{%hex16%}" });
	const player = await makeUser();
	await start(challenge);
	const { flag } = await inState(challenge, "running");
	assert.match(flag, /^CTF\{[0-9a-f]{16}\}$/);
	const session = await logIn(admin);
	const part = await send("GET", `/containers/admin/challenges/${challenge.id}/test`, { headers: { Cookie: session.cookie } });
	assert.ok(part.text.includes(flag));
	for (const who of [player.headers, boss]) {
		const { json } = await call(who, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission: flag });
		assert.equal(json.data.status, "incorrect");
	}
	assert.equal(sql(`SELECT COUNT(*) FROM cheats WHERE challenge_id = ${challenge.id}`).trim(), "0");
	assert.equal(sql(`SELECT COUNT(*) FROM solves WHERE challenge_id = ${challenge.id}`).trim(), "0");
	await dropChallenge(challenge);
});
