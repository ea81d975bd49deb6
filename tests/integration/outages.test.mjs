// A database or an engine that is away: a polite sentence for the player, one
// that helps for the admin, a line in the log, and everything goes on by
// itself once it is back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
	adminToken, byCookie, byToken, call, containers, dropChallenge, logIn, logOf, makeChallenge, makeUser, pidOf, send, setSettings,
	until, workers,
} from "../support/bench.mjs";

const asAdmin = byToken(adminToken);
let challenge, user, session;

before(async () => {
	[challenge, user] = [await makeChallenge(), await makeUser()];
	session = byCookie(await logIn(user));
});

after(() => dropChallenge(challenge));

const ask = (route) => call(user.headers, "POST", `/api/${route}`, { chal_id: challenge.id });

// ----------------------------------------------------------------- database

describe("a database that hangs", () => {
	// what was sent and not answered may have been done
	const away = /The database (cannot be reached\. Try|went away before it answered\. Look whether .* before you try) again/;
	let answers, from;

	before(async () => {
		from = [logOf("web").length, logOf("keeper-supervisor").length];
		const pid = pidOf("db");
		process.kill(pid, "SIGSTOP");
		try {
			const began = Date.now();
			const timed = async (answer) => ({ ...await answer, ms: Date.now() - began });
			answers = await Promise.all([
				timed(send("GET", "/containers/", { headers: session })),
				timed(ask("request")),
				timed(call(user.headers, "POST", "/containers/api/running", { chal_id: challenge.id })),
				timed(send("GET", "/api/v1/challenges", { headers: session })),
				// more than there are workers, so that some wait for one
				...Array.from({ length: workers }, () => timed(send("GET", "/containers/login"))),
			]);
			await until("the keeper to notice", () => /event=database\.lost/.test(logOf("keeper-supervisor").slice(from[1])), 30000);
		} finally {
			process.kill(pid, "SIGCONT");
		}
	});

	test("is a polite page and polite JSON", () => {
		const [page, request, running, list] = answers;
		assert.deepEqual([page.status, page.headers["content-type"]], [503, "text/html; charset=utf-8"]);
		assert.match(page.text, /<h1>Back in a moment<\/h1>/);
		assert.match(page.text, away);
		for (const { status, headers, json } of [request, running]) {
			assert.deepEqual([status, headers["content-type"], json], [503, "application/json", { error: json?.error }]);
			assert.match(json.error, away);
		}
		assert.deepEqual([list.status, list.json], [503, { message: list.json?.message }]);
		assert.match(list.json.message, away);
	});

	test("is answered before anybody gives up", () => {
		for (const { ms, status } of answers) assert.ok([200, 503].includes(status) && ms < 40000, `${status} after ${ms} ms`);
	});

	test("is in the log of both", () => {
		assert.match(logOf("web").slice(from[0]), /level=error .*event=web\.failed .*code=(unavailable|uncertain)/);
		assert.match(logOf("keeper-supervisor").slice(from[1]), /level=error .*event=database\.lost/);
	});

	test("and everything goes on by itself when it is back", async () => {
		await until("the page", async () => (await send("GET", "/containers/", { headers: session })).status === 200);
		await until("the keeper", () => /event=database\.back/.test(logOf("keeper-supervisor").slice(from[1])));
		assert.equal((await ask("request")).status, 200);
		assert.equal((await containers(challenge)).length, 1);
		assert.equal((await ask("stop")).status, 200);
	});
});

// ------------------------------------------------------------------- engine

describe("an engine that isn't there", () => {
	const nowhere = "unix:///nowhere/docker.sock";
	let was, from;

	before(async () => {
		assert.equal((await ask("request")).status, 200);
		from = logOf("keeper-supervisor").length;
		was = await setSettings({ docker_base_url: nowhere, request_wait: 1 });
	});

	after(() => setSettings(was));

	test("is said to the admin, and logged", async () => {
		for (const prefix of ["/api", "/containers/api"]) {
			const { status, headers, json } = await send("GET", `${prefix}/images`, { headers: asAdmin });
			assert.deepEqual([status, headers["content-type"], Object.keys(json)], [502, "application/json", ["error"]]);
			assert.match(json.error, /[a-z]{2,} [a-z]/);
		}
		const dashboard = await send("GET", "/containers/dashboard", { headers: asAdmin });
		assert.equal(dashboard.status, 200);
		assert.match(dashboard.text, /engine not reachable<\/span> <span class="muted">[^<]*[a-z]{2,} [a-z][^<]*</);
		for (const path of ["/containers/admin/images", "/containers/admin/challenges/new", "/containers/settings"])
			assert.equal((await send("GET", path, { headers: asAdmin })).status, 200, path);
		const tested = await call(asAdmin, "POST", "/api/v1/engine/test", { url: nowhere });
		assert.equal(tested.status, 502);
		assert.match(tested.json.message, /[a-z]{2,} [a-z]/);
		assert.match(logOf("keeper-supervisor").slice(from), /level=error .*event=engine\.down .*detail="/);
	});

	test("does not keep a player from stopping and asking again", async () => {
		const stopped = await ask("stop");
		assert.deepEqual([stopped.status, stopped.json], [200, { success: "Container killed and removed" }]);
		const asked = await ask("request");
		assert.deepEqual([asked.status, asked.json.status], [202, "starting"]);
		assert.match(asked.json.error, /^Your instance is still starting \(place \d+ in the queue\)\. Try again in a few seconds\.$/);
		for (const path of ["/containers/", "/containers/instances", `/containers/challenges/${challenge.id}`])
			assert.equal((await send("GET", path, { headers: session })).status, 200, path);
	});

	test("is used again by itself once it is back", async () => {
		const [old] = await containers(challenge);
		await setSettings(was);
		await until("the instance", async () => (await ask("request")).status === 200, 40000);
		assert.match(logOf("keeper-supervisor").slice(from), /event=engine\.up/);
		const [fresh, ...more] = await containers(challenge);
		assert.ok(fresh.Id !== old.Id && more.length === 0);
		assert.equal((await ask("stop")).status, 200);
		assert.equal((await send("GET", "/api/images", { headers: asAdmin })).status, 200);
	});
});
