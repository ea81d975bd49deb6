// Hints, awards, shared flags and the lists that admins read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, api, byCookie, byToken, adminToken, call, containers, dropChallenge, engine, fresh, logIn, makeChallenge, makeUser, nonceOf, send, submit, until, withSettings } from "../support/bench.mjs";

async function makeStandard(fields = {}) {
	const { body } = await api("POST", "/api/v1/challenges", {
		name: fresh("Contest"), category: "test", description: "x", type: "standard", state: "visible", value: 100, ...fields });
	const flag = await api("POST", "/api/v1/flags", { challenge_id: body.data.id, content: "flag{x}", type: "static" });
	assert.ok(flag.body.success);
	return body.data;
}
const addHint = async (challenge, fields) =>
	(await api("POST", "/api/v1/hints", { challenge_id: challenge.id, title: "T", content: "the **hint**", ...fields })).body.data;
const attempt = async (who, challenge, submission) =>
	(await call(who.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission })).json.data.status;
const idOf = async (who) => (await call(who.headers, "GET", "/api/v1/users/me")).json.data.id;
const scoreOf = async (who) => (await api("GET", "/api/v1/scoreboard")).body.data.find((r) => r.name === who.name)?.score;

test("a hint is shown when it is paid for, once, and only with the points", async () => {
	const challenge = await makeStandard();
	const free = await addHint(challenge, { cost: 0 });
	const dear = await addHint(challenge, { cost: 60 });
	const other = await addHint(challenge, { cost: 60 });
	const who = await makeUser();
	const get = async (hint) => (await call(who.headers, "GET", `/api/v1/hints/${hint.id}`)).json.data;
	const unlock = (hint) => call(who.headers, "POST", "/api/v1/unlocks", { target: hint.id, type: "hints" });
	assert.equal((await get(free)).content, "the **hint**");
	const locked = await get(dear);
	assert.deepEqual([locked.view, locked.content, locked.cost], ["locked", undefined, 60]);
	const poor = await unlock(dear);
	assert.equal(poor.status, 400);
	assert.match(poor.json.errors.cost[0], /not have enough points/);
	assert.equal(await attempt(who, challenge, "flag{x}"), "correct");
	const answers = await Promise.all([...Array(10)].flatMap(() => [unlock(dear), unlock(other)]));
	const opened = [await get(dear), await get(other)].filter((h) => h.view === "unlocked");
	assert.equal(opened.length, 1, "100 points buy one hint of 60");
	assert.match(opened[0].html, /<strong>hint<\/strong>/);
	assert.equal(answers.filter((a) => a.status === 200).length, 10);
	assert.equal(await scoreOf(who), 40);
});

test("hints that can be none are not saved", async () => {
	const challenge = await makeStandard();
	for (const [field, bad] of [["cost", { cost: -1 }], ["cost", { cost: "x" }], ["cost", { cost: 1e9 }], ["content", { content: "" }],
		["content", { content: "x".repeat(17000) }], ["title", { title: "a\nb" }]]) {
		const { status, body } = await api("POST", "/api/v1/hints", { challenge_id: challenge.id, content: "x", ...bad });
		assert.equal(status, 400, JSON.stringify(bad).slice(0, 50));
		assert.ok(body.errors[field]);
	}
	const hidden = await makeStandard({ state: "hidden" });
	const hint = await addHint(hidden, { cost: 0 });
	assert.equal((await call((await makeUser()).headers, "GET", `/api/v1/hints/${hint.id}`)).status, 404);
});

test("awards give and take, and leave no trace when deleted", async () => {
	const who = await makeUser();
	const id = await idOf(who);
	const give = (value, fields = {}) => api("POST", "/api/v1/awards", { user_id: id, name: "Best write-up", value, ...fields });
	const made = await give(70);
	assert.equal(made.status, 200);
	await give(-20);
	assert.equal(await scoreOf(who), 50);
	assert.equal((await api("DELETE", `/api/v1/awards/${made.body.data.id}`)).status, 200);
	assert.equal(await scoreOf(who), -20);
	for (const bad of [await give(0), await give(1e9), await give(5, { name: "" }), await give(5, { user_id: "x" })]) assert.equal(bad.status, 400);
	assert.equal((await give(5, { user_id: 999999999 })).status, 404);
	assert.equal((await call(who.headers, "POST", "/api/v1/awards", { user_id: id, name: "me", value: 5 })).status, 403);
});

test("the forms do the same without JavaScript", async () => {
	const challenge = await makeStandard();
	const session = await logIn(admin);
	const headers = byCookie(session);
	const edit = `/containers/admin/challenges/${challenge.id}`;
	const post = async (path, fields) => submit({ Cookie: session.cookie }, path, { nonce: session.nonce, ...fields });
	assert.equal((await post(`${edit}/hints`, { title: "First", cost: "0", content: "look *closer*" })).status, 303);
	assert.equal((await post(`${edit}/flags`, { kind: "regex", content: "flag\\{[a-z]\\}" })).status, 303);
	const page = await send("GET", edit, { headers });
	assert.match(page.text, /look \*closer\*/);
	const who = await makeUser();
	const player = await logIn(who);
	const seen = await send("GET", `/containers/challenges/${challenge.id}`, { headers: byCookie(player) });
	assert.match(seen.text, /look <em>closer<\/em>/);
	assert.equal((await post("/containers/admin/awards", { account: who.name, name: "Form", value: "5", description: "" })).status, 303);
	assert.equal(await scoreOf(who), 5);
	const nobody = await post("/containers/admin/awards", { account: "nobody at all", name: "Form", value: "5" });
	assert.equal(nobody.status, 400);
	assert.match(nobody.text, /no player of this name/);
});

test("the lists are for admins, and safe for spreadsheets", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	await attempt(who, challenge, "=cmd|' /C calc'!A0");
	await attempt(who, challenge, "flag{x}");
	const boss = { headers: byCookie(await logIn(admin)) };
	for (const key of ["submissions", "solves", "awards", "cheats"]) {
		assert.equal((await send("GET", `/containers/admin/contest/${key}`, boss)).status, 200);
		assert.equal((await send("GET", `/containers/admin/contest/${key}/csv`, boss)).status, 200);
		assert.equal((await send("GET", `/containers/admin/contest/${key}`, { headers: byCookie(await logIn(who)) })).status, 403);
	}
	assert.equal((await send("GET", "/containers/admin/contest/nothing", boss)).status, 404);
	const search = encodeURIComponent(challenge.name);
	const page = await send("GET", `/containers/admin/contest/submissions?search=${search}`, boss);
	assert.match(page.text, /=cmd\|/);
	assert.equal([...page.text.matchAll(/data-label="No\."/g)].length, 2);
	const wrong = await send("GET", `/containers/admin/contest/submissions?search=${search}&filter=incorrect`, boss);
	assert.equal([...wrong.text.matchAll(/data-label="No\."/g)].length, 1);
	const csv = await send("GET", `/containers/admin/contest/submissions/csv?search=${search}`, boss);
	assert.match(csv.headers["content-disposition"], /attachment; filename="submissions\.csv"/);
	assert.match(csv.text, /'=cmd/);
	assert.doesNotMatch(csv.text, /[,"]=cmd/);
	const solves = await send("GET", `/containers/admin/contest/solves?search=${search}&filter=first`, boss);
	assert.match(solves.text, /first blood/);
});

test("a flag of another's instance is wrong, and evidence; one's own is right", async () => {
	const challenge = await makeChallenge({ flag_template: "flag{own_%hex16%}", flag_env: "FLAG", value: 100, stop_on_solve_min: 0 });
	try {
		const [ann, bob] = [await makeUser(), await makeUser()];
		await logIn(ann);
		await logIn(bob);
		await withSettings({ docker_assignment: "user" }, async () => {
			const started = await call(ann.headers, "POST", "/api/request", { chal_id: challenge.id });
			assert.equal(started.status, 200, started.text);
			const [container] = await containers(challenge);
			const { json } = await engine("GET", `/containers/${container.Id}/json`);
			const flag = json.Config.Env.find((line) => line.startsWith("FLAG=")).slice(5);
			assert.equal(await attempt(bob, challenge, flag), "incorrect");
			assert.equal(await attempt(ann, challenge, "flag{own_guess}"), "incorrect");
			assert.equal(await attempt(ann, challenge, flag), "correct");
			// solved: the instance ends
			await until("the instance to end", async () => (await containers(challenge)).length === 0);
			const boss = { headers: byCookie(await logIn(admin)) };
			const page = await send("GET", `/containers/admin/contest/cheats?search=${encodeURIComponent(bob.name)}`, boss);
			const cells = [...page.text.matchAll(/<td data-label="([^"]*)">(.*?)<\/td>/g)].map((m) => [m[1], m[2]]);
			const row = Object.fromEntries(cells);
			assert.equal(cells.filter(([label]) => label === "No.").length, 1);
			assert.deepEqual([row["Handed in by"], row["Flag of"], row["Ever started it"], row.From, row["Address of owner"]],
				[bob.name, ann.name, "no", "127.0.0.1", "127.0.0.1"]);
			const clean = await send("GET", `/containers/admin/contest/cheats?search=${encodeURIComponent(ann.name)}&filter=started`, boss);
			assert.doesNotMatch(clean.text, /data-label="No\."/);
		});
	} finally {
		await dropChallenge(challenge);
	}
});

test("a copy is hidden, unsolved, and has flags, hints and requirements", async () => {
	const first = await makeStandard();
	const challenge = await makeStandard({ function: "linear", initial: 90, minimum: 10, decay: 5, requires: [first.id], tags: "a, b", max_attempts: 3 });
	await addHint(challenge, { cost: 7 });
	const { body } = await api("POST", `/api/v1/challenges/${challenge.id}/clone`);
	const copy = body.data;
	assert.deepEqual([copy.name, copy.state, copy.solves, copy.value, copy.max_attempts], [`${challenge.name} (copy)`, "hidden", 0, 90, 3]);
	assert.deepEqual(copy.requirements.prerequisites, [first.id]);
	assert.deepEqual(copy.tags, [{ value: "a" }, { value: "b" }]);
	assert.equal((await api("GET", `/api/v1/challenges/${copy.id}/flags`)).body.data[0].content, "flag{x}");
	assert.equal((await api("GET", `/api/v1/challenges/${copy.id}/hints`)).body.data[0].cost, 7);
	assert.equal((await api("POST", "/api/v1/challenges/999999999/clone")).status, 404);
});

test("many challenges are shown and hidden at once, or none", async () => {
	const category = fresh("bulk");
	const [a, b] = [await makeStandard({ category }), await makeStandard({ category })];
	const states = async () => Promise.all([a, b].map(async (c) => (await api("GET", `/api/v1/challenges/${c.id}`)).body.data.state));
	const done = await api("POST", "/api/v1/challenges/state", { ids: [a.id, b.id], state: "hidden" });
	assert.deepEqual(done.body.data, { changed: 2 });
	assert.deepEqual(await states(), ["hidden", "hidden"]);
	assert.equal((await api("POST", "/api/v1/challenges/state", { ids: [a.id, 999999999], state: "visible" })).status, 404);
	assert.deepEqual(await states(), ["hidden", "hidden"]);
	const session = await logIn(admin);
	const sent = await submit({ Cookie: session.cookie }, "/containers/admin/challenges/state", { nonce: session.nonce, which: `in:${category}`, state: "visible" });
	assert.equal(sent.status, 303);
	assert.deepEqual(await states(), ["visible", "visible"]);
	for (const bad of [{ ids: [], state: "hidden" }, { ids: [a.id], state: "gone" }, { state: "hidden" }])
		assert.equal((await api("POST", "/api/v1/challenges/state", bad)).status, 400);
});
