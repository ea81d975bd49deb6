// Flags: what is right, what is counted, what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, api, byCookie, call, fresh, logIn, makeUser, nonceOf, send, submit, withSettings } from "../support/bench.mjs";

export async function makeStandard(fields = {}, flags = ["flag{right}"]) {
	const { status, body } = await api("POST", "/api/v1/challenges", {
		name: fresh("Contest"), category: "test", description: "x", type: "standard", state: "visible", value: 100, ...fields,
	});
	assert.equal(status, 200, JSON.stringify(body));
	for (const flag of flags) {
		const made = await api("POST", "/api/v1/flags", {
			challenge_id: body.data.id, type: "static", ...(typeof flag === "string" ? { content: flag } : flag),
		});
		assert.equal(made.status, 200, JSON.stringify(made.body));
	}
	return body.data;
}

const attempt = async (who, challenge, submission) =>
	call(who.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission });
const verdict = async (...args) => (await attempt(...args)).json.data.status;

test("each kind of flag takes what it is and nothing else", async () => {
	const cases = [
		[{ content: "flag{Right}" }, ["flag{Right}", "  flag{Right}\t"], ["flag{right}", "flag{Right}x", "flag{Righ"]],
		[{ content: "flag{Right}", data: "case_insensitive" }, ["FLAG{RIGHT}"], ["flag{wrong}"]],
		[{ content: "flag\\{[0-9]+\\}", type: "regex" }, ["flag{123}"], ["xflag{123}", "flag{123}x", "flag{}", "flag{12}\nflag{12}"]],
		[{ content: "a|ab", type: "regex" }, ["ab"], ["abc"]],
		[{ content: "(a+)+b", type: "regex" }, ["aab"], ["a".repeat(500)]],
		[{ content: "flag{é✓}" }, ["flag{é✓}"], ["flag{e✓}"]],
	];
	for (const [flag, right, wrong] of cases)
		for (const good of right) {
			const who = await makeUser();
			const challenge = await makeStandard({}, [flag]);
			for (const bad of wrong) {
				const answer = await attempt(who, challenge, bad);
				const what = answer.json.data?.status ?? answer.status;
				assert.ok(what === "incorrect" || what === 400, `${bad} for ${flag.content}: ${what}`);
			}
			assert.equal(await verdict(who, challenge, good), "correct", `${good} for ${flag.content}`);
		}
});

test("a solve counts once, and the first is told so", async () => {
	const challenge = await makeStandard({ function: "logarithmic", initial: 500, minimum: 100, decay: 10 });
	const people = await Promise.all([makeUser(), makeUser()]);
	const first = await attempt(people[0], challenge, "flag{right}");
	assert.equal(first.json.data.status, "correct");
	assert.match(first.json.data.message, /first/);
	const again = await attempt(people[0], challenge, "flag{right}");
	assert.deepEqual([again.status, again.json.data], [200, { status: "already_solved", message: "You already solved this" }]);
	const second = await attempt(people[1], challenge, "flag{right}");
	assert.deepEqual(second.json.data, { status: "correct", message: "Correct" });
	const { body } = await api("GET", `/api/v1/challenges/${challenge.id}`);
	assert.deepEqual([body.data.value, body.data.solves], [496, 2]);
});

test("20 right ones at once by one account are one solve", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	const all = await Promise.all(Array.from({ length: 20 }, () => attempt(who, challenge, "flag{right}")));
	const said = all.map((a) => a.json.data.status);
	assert.equal(said.filter((s) => s === "correct").length, 1, said.join());
	const { body } = await api("GET", `/api/v1/challenges/${challenge.id}`);
	assert.equal(body.data.solves, 1);
});

test("of 100 wrong ones at once with 5 tries 5 count", async () => {
	const challenge = await makeStandard({ max_attempts: 5 });
	const who = await makeUser();
	const all = await Promise.all(Array.from({ length: 100 }, (_, i) => attempt(who, challenge, `flag{${i}}`)));
	const counted = all.filter((a) => /^Incorrect\. You have \d tr(y|ies) remaining\.$/.test(a.json.data.message));
	assert.equal(counted.length, 5);
	for (const a of all) assert.ok([200, 403, 429].includes(a.status), String(a.status));
	const late = await attempt(who, challenge, "flag{right}");
	assert.deepEqual([late.status, late.json.data], [403, { status: "incorrect", message: "You have 0 tries remaining" }]);
});

test("the eleventh wrong one in a minute is too fast", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	for (let i = 0; i < 10; i++) assert.equal(await verdict(who, challenge, `no ${i}`), "incorrect");
	const answer = await attempt(who, challenge, "flag{right}");
	assert.equal(answer.status, 429);
	assert.equal(answer.json.data.status, "ratelimited");
	assert.ok(Number(answer.headers["retry-after"]) > 0);
});

test("right ones don't count as wrong", async () => {
	const who = await makeUser();
	for (let i = 0; i < 12; i++) assert.equal(await verdict(who, await makeStandard(), "flag{right}"), "correct");
});

test("where all flags are needed, each but the last is part of it", async () => {
	const challenge = await makeStandard({ flag_logic: "all" }, ["flag{a}", "flag{b}"]);
	const who = await makeUser();
	assert.equal(await verdict(who, challenge, "flag{a}"), "partial");
	assert.equal(await verdict(who, challenge, "flag{a}"), "partial");
	assert.equal(await verdict(who, challenge, "flag{b}"), "correct");
});

test("what is no submission is refused with a sentence", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	const cases = [
		[{ submission: "x" }, 400], [{ challenge_id: challenge.id }, 400], [{ challenge_id: challenge.id, submission: 7 }, 400],
		[{ challenge_id: challenge.id, submission: "  " }, 400], [{ challenge_id: challenge.id, submission: "x".repeat(1025) }, 400],
		[{ challenge_id: challenge.id, submission: "x".repeat(1000000) }, 413], [{ challenge_id: -1, submission: "x" }, 400],
		[{ challenge_id: "1e3", submission: "x" }, 400], [{ challenge_id: 999999999, submission: "x" }, 404],
		[{ challenge_id: String(challenge.id), submission: "wrong" }, 200],
	];
	for (const [body, status] of cases) {
		const answer = await call(who.headers, "POST", "/api/v1/challenges/attempt", body);
		assert.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
		if (status === 400) assert.ok(answer.json.errors);
		if (status > 400) assert.ok(answer.json.message);
	}
	const hidden = await makeStandard({ state: "hidden" });
	assert.equal((await attempt(who, hidden, "flag{right}")).status, 404);
});

test("flags that can be none are not saved", async () => {
	const challenge = await makeStandard({}, []);
	const cases = [
		{ content: "" }, { content: "x".repeat(1025) }, { content: "(", type: "regex" }, { content: "(?<n>", type: "regex" },
		{ content: "x", type: "magic" }, { content: 7 }, { content: " x" }, { content: "a\nb" },
	];
	for (const flag of cases) {
		const { status, body } = await api("POST", "/api/v1/flags", { challenge_id: challenge.id, ...flag });
		assert.equal(status, 400, JSON.stringify(flag));
		assert.ok(body.errors.content || body.errors.type);
	}
	const { body } = await api("GET", `/api/v1/challenges/${challenge.id}/flags`);
	assert.deepEqual(body.data, []);
	const who = await makeUser();
	assert.equal((await call(who.headers, "GET", `/api/v1/challenges/${challenge.id}/flags`)).status, 403);
});

test("an admin changes and deletes a flag", async () => {
	const challenge = await makeStandard();
	const [flag] = (await api("GET", `/api/v1/challenges/${challenge.id}/flags`)).body.data;
	const changed = await api("PATCH", `/api/v1/flags/${flag.id}`, { content: "flag{new}", data: "case_insensitive" });
	assert.deepEqual([changed.body.data.content, changed.body.data.data], ["flag{new}", "case_insensitive"]);
	assert.equal(await verdict(await makeUser(), challenge, "FLAG{NEW}"), "correct");
	assert.equal((await api("DELETE", `/api/v1/flags/${flag.id}`)).status, 200);
	assert.equal((await api("GET", `/api/v1/flags/${flag.id}`)).status, 404);
});

test("without JavaScript the form does the same", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	const session = await logIn(who);
	const path = `/containers/challenges/${challenge.id}`;
	const page = await send("GET", path, { headers: byCookie(session) });
	const say = async (submission) => submit({ Cookie: session.cookie }, `/containers/flags/${challenge.id}`, { submission, nonce: nonceOf(page) });
	assert.match((await say("flag{wrong}")).text, /role="alert">Incorrect</);
	assert.match((await say("flag{right}")).text, /role="alert">Correct/);
	assert.match((await say("flag{right}")).text, /role="alert">You already solved this</);
	const boss = await logIn(admin);
	const edit = await send("GET", `/containers/admin/challenges/${challenge.id}`, { headers: byCookie(boss) });
	assert.match(edit.text, /value="flag\{right\}"/);
});

test("while the event is paused no flag is taken", async () => {
	const challenge = await makeStandard();
	const who = await makeUser();
	await withSettings({ paused: "yes" }, async () => {
		const answer = await attempt(who, challenge, "flag{right}");
		assert.equal(answer.status, 403);
		assert.equal(answer.json.data.status, "paused");
	});
	assert.equal(await verdict(who, challenge, "flag{right}"), "correct");
});

test("in an event of teams a team solves as one, and nobody alone", async () => {
	const challenge = await makeStandard();
	const team = fresh("team");
	const [ann, bob, cyd] = [await makeUser("--team", team), await makeUser("--team", team), await makeUser()];
	await withSettings({ user_mode: "teams" }, async () => {
		const alone = await attempt(cyd, challenge, "flag{right}");
		assert.equal(alone.status, 403);
		assert.match(alone.json.message, /team/);
		assert.equal(await verdict(ann, challenge, "flag{right}"), "correct");
		assert.equal(await verdict(bob, challenge, "flag{right}"), "already_solved");
	});
});
