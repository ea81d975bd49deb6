// What clients of the CTFd container plugin send and expect, through nginx,
// under both prefixes: statuses and bodies exactly as written down.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
	admin, adminToken, api, byCookie, byToken, call, containers, dropChallenge, engine, fresh, logIn, makeChallenge,
	makeUser, multipart, send, setSettings, submit, until, url, withSettings, workers,
} from "../support/bench.mjs";

const prefixes = ["/api", "/containers/api"];
const playerRoutes = ["running", "request", "renew", "reset", "stop"];
const adminPosts = ["kill", "purge", "settings/update"];

const asAdmin = byToken(adminToken);
const stopped = { success: "Container killed and removed" };
const noSuchChallenge = { error: "Challenge not found" };

let challenge, other, settingsBefore;

before(async () => {
	settingsBefore = await setSettings({ docker_assignment: "user", docker_hostname: "localhost", container_expiration: 45 });
	[challenge, other] = [await makeChallenge(), await makeChallenge()];
});

after(async () => {
	await setSettings(settingsBefore);
	for (const one of [challenge, other]) await dropChallenge(one);
});

// An answer of the contract: status, JSON, and nothing more or less in it.
function expect(answer, status, body) {
	assert.equal(answer.headers["content-type"], "application/json");
	assert.deepEqual({ status: answer.status, body: answer.json }, { status, body });
}

// The same for a started one, whose port and time are its own; they come back.
function expectUp(answer, status = "created") {
	const { port, expires } = answer.json ?? {};
	expect(answer, 200, { status, hostname: "localhost", port, expires });
	assert.ok(Number.isInteger(port) && port > 0 && port < 65536, `port ${port}`);
	assert.ok(Number.isInteger(expires), `expires ${expires}`);
	return { port, expires };
}

const publishedPort = (container) => container.Ports.find((port) => port.PublicPort)?.PublicPort;
const now = () => Math.floor(Date.now() / 1000);

// Somebody new, and how requests say so.
async function newcomer(by, ...options) {
	const user = await makeUser(...options);
	return { ...user, headers: by === "cookie" ? byCookie(await logIn(user)) : user.headers };
}

// ----------------------------------------------------------- a player's round

// Two at once: at most half of the workers wait, and a bench may have four.
describe("a player's round", { concurrency: 2 }, () => {
	for (const prefix of prefixes) {
		for (const by of ["cookie", "token"]) test(`${prefix} by ${by}`, () => round(prefix, by));
	}
});

async function round(prefix, by) {
	const { headers } = await newcomer(by);
	const mine = await makeChallenge();
	const ask = (route, id = mine.id) => call(headers, "POST", `${prefix}/${route}`, { chal_id: id });

	expect(await ask("running"), 200, { status: "stopped", container_id: mine.id });
	expect(await ask("running", `${mine.id}`), 200, { status: "stopped", container_id: `${mine.id}` });
	expect(await ask("renew"), 400, { error: "Container not found" });
	expect(await ask("stop"), 400, { error: "No running container found." });

	const first = expectUp(await ask("request", `${mine.id}`));
	assert.ok(Math.abs(first.expires - now() - 45 * 60) <= 5, "it lives 45 minutes");
	const [container, ...more] = await containers(mine);
	assert.deepEqual([publishedPort(container), more.length], [first.port, 0]);
	assert.equal((await fetch(`http://localhost:${first.port}/`)).status, 200);

	assert.deepEqual(expectUp(await ask("request"), "already_running"), first);
	expect(await ask("running"), 200, { status: "already_running", container_id: mine.id });
	expect(await ask("request", other.id), 400, { error: `Stop other instance running (${mine.name})` });
	expect(await ask("reset", other.id), 400, { error: `Stop other instance running (${mine.name})` });
	expect(await ask("running", other.id), 200, { status: "stopped", container_id: other.id });

	const renewed = await ask("renew");
	expect(renewed, 200, { success: "Container renewed", expires: renewed.json.expires });
	assert.ok(renewed.json.expires >= first.expires);

	expectUp(await ask("reset"));
	const [second] = await containers(mine);
	assert.notEqual(second.Id, container.Id);

	expect(await ask("stop", `${mine.id}`), 200, stopped);
	assert.deepEqual(await containers(mine), []);
	expect(await ask("running"), 200, { status: "stopped", container_id: mine.id });

	expectUp(await ask("reset"));
	expect(await ask("stop"), 200, stopped);
	await dropChallenge(mine);
}

// -------------------------------------------------------------------- chal_id

// Bodies as they go over the wire.
const wrongBodies = [
	'{"chal_id":-1}', '{"chal_id":0}', '{"chal_id":9223372036854775808}', '{"chal_id":1e3}', '{"chal_id":1.5}',
	'{"chal_id":null}', '{"chal_id":[1]}', '{"chal_id":{"id":1}}', '{"chal_id":true}', "{}", '{"challenge_id":1}',
	'{"chal_id":"-1"}', '{"chal_id":"0"}', '{"chal_id":"9223372036854775808"}', '{"chal_id":"1e3"}',
	'{"chal_id":" 1"}', '{"chal_id":"1 "}', '{"chal_id":"+1"}', '{"chal_id":"0x1"}', '{"chal_id":""}', '{"chal_id":"１"}',
	'[{"chal_id":1}]', '"1"', "1", "null", "",
];

describe("a challenge is a positive number or a string of digits, else 400", { concurrency: true }, () => {
	for (const route of playerRoutes) {
		test(route, async () => {
			const { headers } = await makeUser();
			for (const prefix of prefixes) {
				for (const body of wrongBodies) {
					const answer = await call(headers, "POST", `${prefix}/${route}`, body);
					assert.deepEqual([body, answer.status, answer.text], [body, 400, '{"error":"Invalid request"}']);
				}
			}
		});
	}
});

test("the largest number there is is a challenge that isn't there", async () => {
	const { headers } = await makeUser();
	const id = "9223372036854775807";
	for (const chalId of [id, `"${id}"`]) {
		const running = await call(headers, "POST", "/api/running", `{"chal_id":${chalId}}`);
		assert.equal(running.text, `{"status":"stopped","container_id":${chalId}}`);
		expect(await call(headers, "POST", "/api/request", `{"chal_id":${chalId}}`), 400, noSuchChallenge);
	}
});

test("a body that does not call itself JSON is none", async () => {
	const { headers } = await makeUser();
	const body = `{"chal_id":${challenge.id}}`;
	for (const prefix of prefixes) {
		for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
			"application/jsonx", ""]) {
			const answer = await send("POST", `${prefix}/running`, { headers: { ...headers, "Content-Type": type }, body });
			expect(answer, 400, { error: "Invalid request" });
		}
		for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json"]) {
			const answer = await send("POST", `${prefix}/running`, { headers: { ...headers, "Content-Type": type }, body });
			expect(answer, 200, { status: "stopped", container_id: challenge.id });
		}
	}
});

test("unknown, hidden and standard challenges are not found", async () => {
	const { headers } = await makeUser();
	const hidden = await makeChallenge({ state: "hidden" });
	const standard = await makeChallenge({ type: "standard", image: "", port: null, kind: null });
	for (const prefix of prefixes) {
		for (const id of [hidden.id, standard.id, 999999999]) {
			for (const route of ["request", "reset"])
				expect(await call(headers, "POST", `${prefix}/${route}`, { chal_id: id }), 400, noSuchChallenge);
			expect(await call(headers, "POST", `${prefix}/renew`, { chal_id: id }), 400, { error: "Container not found" });
			expect(await call(headers, "POST", `${prefix}/stop`, { chal_id: id }), 400, { error: "No running container found." });
		}
	}
	for (const one of [hidden, standard]) await dropChallenge(one);
});

// --------------------------------------------------------------- who may call

describe("who may call", () => {
	const routes = (list) => prefixes.flatMap((prefix) => list.map((route) => `${prefix}/${route}`));
	const all = [...routes([...playerRoutes, ...adminPosts]).map((path) => ["POST", path]),
		...routes(["images"]).map((path) => ["GET", path])];
	const adminOnly = [...routes(adminPosts).map((path) => ["POST", path]), ...routes(["images"]).map((path) => ["GET", path])];
	let session;

	before(async () => {
		session = await logIn(await makeUser());
	});

	const refused = async (list, headers, message) => {
		for (const [method, path] of list) {
			const answer = await call(headers, method, path, method === "POST" ? "{}" : undefined);
			expect(answer, 403, { message });
		}
	};

	test("nobody without an account", () => refused(all, {}, "You must be logged in"));

	test("nobody with a token that isn't one", () =>
		refused(all, byToken("berth_0000"), "The API token is not valid"));

	test("no player in an admin's place", () => refused(adminOnly, byCookie(session), "Only admins may do this"));

	test("no cookie without its nonce", async () => {
		const message = "The nonce is missing or no longer valid. Reload the page and try again";
		const posts = all.filter(([method]) => method === "POST");
		const boss = await logIn(admin);
		await refused(posts, { Cookie: boss.cookie }, message);
		await refused(posts, { Cookie: boss.cookie, "CSRF-Token": session.nonce }, message);
		await refused(posts, { Cookie: boss.cookie, "CSRF-Token": "" }, message);
	});

	test("no page of another site", async () => {
		const posts = all.filter(([method, path]) => method === "POST" && !adminPosts.some((route) => path.endsWith(route)));
		await refused(posts, { ...byCookie(session), "Sec-Fetch-Site": "cross-site" }, "The request came from another site");
	});

	test("the admin's pages send a stranger to the log-in form and turn a player away", async () => {
		for (const path of ["/containers/dashboard", "/containers/settings"]) {
			const stranger = await send("GET", path);
			assert.deepEqual([stranger.status, stranger.headers.location], [302, `/containers/login?next=${path}`]);
			assert.equal((await send("GET", path, { headers: { Cookie: session.cookie } })).status, 403);
			const page = await send("GET", path, { headers: asAdmin });
			assert.deepEqual([page.status, page.headers["content-type"]], [200, "text/html; charset=utf-8"]);
		}
	});
});

describe("a wrong method is answered with the right one", () => {
	const rows = [...playerRoutes, ...adminPosts].map((route) => [route, "POST", ["GET", "PUT", "PATCH", "DELETE"]]);
	for (const [route, allow, wrong] of [...rows, ["images", "GET", ["POST", "PUT", "DELETE"]]]) {
		test(route, async () => {
			for (const prefix of prefixes) {
				for (const method of wrong) {
					const answer = await call(asAdmin, method, `${prefix}/${route}`);
					expect(answer, 405, { message: "This address does not take that method" });
					assert.equal(answer.headers.allow, allow);
				}
			}
		});
	}
});

test("what isn't there is 404 under both prefixes", async () => {
	for (const prefix of prefixes) {
		for (const path of ["", "nothing", "request/", "running/1"])
			assert.equal((await call(asAdmin, "POST", `${prefix}/${path}`, "{}")).status, 404, path);
	}
});

// ------------------------------------------------------------------- too many

describe("the 101st request within 300 s is one too many", { concurrency: true }, () => {
	const tooMany = { code: 429, message: "Too many requests. Limit is 100 requests in 300 seconds" };

	for (const [route, body, ...options] of [["running", { chal_id: 1 }], ["request", { chal_id: 999999999 }],
		["renew", { chal_id: 999999999 }], ["reset", { chal_id: 999999999 }], ["stop", { chal_id: 999999999 }],
		["kill", { container_id: "none" }, "--admin"]]) {
		test(route, async () => {
			const { headers } = await makeUser(...options);
			for (let i = 0; i < 100; i++) {
				const { status } = await call(headers, "POST", `${prefixes[i % 2]}/${route}`, body);
				assert.ok(status === 200 || status === 400, `request ${i + 1}: ${status}`);
			}
			for (const prefix of prefixes) {
				const answer = await call(headers, "POST", `${prefix}/${route}`, body);
				expect(answer, 429, tooMany);
				const seconds = Number(answer.headers["retry-after"]);
				assert.ok(seconds > 200 && seconds <= 300, `Retry-After: ${answer.headers["retry-after"]}`);
			}
			// each route counts for itself
			const another = route === "running" ? "stop" : "running";
			assert.notEqual((await call(headers, "POST", `/api/${another}`, { chal_id: 1 })).status, 429);
		});
	}
});

// ------------------------------------------------------------ starting slowly

describe("an instance that does not come up", { concurrency: true }, () => {
	test("an image that isn't there: 500", async () => {
		const broken = await makeChallenge({ image: "berth-test-no-such-image:latest" });
		for (const prefix of prefixes) {
			const { headers } = await makeUser();
			const failed = [500, { error: "Failed to create container" }];
			expect(await call(headers, "POST", `${prefix}/request`, { chal_id: broken.id }), ...failed);
			expect(await call(headers, "POST", `${prefix}/reset`, { chal_id: broken.id }), ...failed);
			const { json } = await send("GET", `/api/v1/challenges/${broken.id}/instance`, { headers });
			assert.equal(json.data.message, "The image of this challenge is missing. Please tell an organiser.");
			const { json: running } = await call(headers, "POST", `${prefix}/running`, { chal_id: broken.id });
			assert.equal(running.status, "stopped");
		}
		await dropChallenge(broken);
	});

	test("renewals used up", async () => {
		const once = await makeChallenge({ renewals_max: 1 });
		const { headers } = await makeUser();
		const ask = (route) => call(headers, "POST", `/api/${route}`, { chal_id: once.id });
		expectUp(await ask("request"));
		const { json } = await ask("renew");
		assert.equal(json.success, "Container renewed");
		for (const prefix of prefixes)
			expect(await call(headers, "POST", `${prefix}/renew`, { chal_id: once.id }), 400, { error: "No renewals left" });
		expect(await ask("stop"), 200, stopped);
		await dropChallenge(once);
	});
});

// What the contract says of one that is not ready yet.
function expectStarting(answer) {
	assert.match(answer.json?.error ?? answer.text,
		/^Your instance is still starting \(place [1-9]\d* in the queue\)\. Try again in a few seconds\.$/);
	expect(answer, 202, { status: "starting", error: answer.json.error });
}

test("202 when the wait is over before the instance is ready, and at once when it is 0", async () => {
	// a port that nothing listens on
	const silent = await makeChallenge({ port: 9, kind: "tcp" });
	for (const [wait, prefix] of [[0, "/api"], [1, "/containers/api"]]) {
		await withSettings({ request_wait: wait }, async () => {
			const { headers } = await makeUser();
			const ask = (route) => call(headers, "POST", `${prefix}/${route}`, { chal_id: silent.id });
			const began = Date.now();
			expectStarting(await ask("request"));
			assert.ok(Date.now() - began < wait * 1000 + 10000);
			assert.ok(Date.now() - began >= wait * 1000);
			expectStarting(await ask("request"));
			expectStarting(await ask("reset"));
			expect(await ask("running"), 200, { status: "already_running", container_id: silent.id });
			expect(await ask("renew"), 400, { error: "Container not found" });
			expect(await ask("stop"), 200, stopped);
		});
	}
	await until("the silent ones to go", async () => (await containers(silent)).length === 0);
	await dropChallenge(silent);
});

test("at most half of the workers wait; the others answer at once", async () => {
	const silent = await makeChallenge({ port: 9, kind: "tcp" });
	const half = Math.floor(workers / 2);
	const users = await Promise.all(Array.from({ length: half + 2 }, () => makeUser()));
	await withSettings({ request_wait: 8 }, async () => {
		const took = await Promise.all(users.map(async (user) => {
			const began = Date.now();
			expectStarting(await outcome(user, "request", silent));
			return Date.now() - began;
		}));
		assert.equal(took.filter((ms) => ms >= 8000).length, half, `${took}`);
		assert.equal(took.filter((ms) => ms < 8000).length, 2, `${took}`);
	});
	await dropChallenge(silent);
	await until("the silent ones to go", async () => (await containers(silent)).length === 0);
});

// ----------------------------------------------------------- assignment modes

const outcome = async (who, route, one) => (await call(who.headers, "POST", `/api/${route}`, { chal_id: one.id }));

test("mode team: one for the team over all challenges", async () => {
	const team = fresh("Team");
	const [ann, bob, loner] = [await makeUser("--team", team), await makeUser("--team", team), await makeUser()];
	await withSettings({ docker_assignment: "team" }, async () => {
		const first = expectUp(await outcome(ann, "request", challenge));
		assert.deepEqual(expectUp(await outcome(bob, "request", challenge), "already_running"), first);
		expect(await outcome(bob, "request", other), 400, { error: `Stop other instance running (${challenge.name})` });
		for (const prefix of prefixes) {
			for (const route of ["request", "reset"])
				expect(await call(loner.headers, "POST", `${prefix}/${route}`, { chal_id: challenge.id }), 400,
					{ error: "User not a member of a team" });
		}
		expect(await outcome(loner, "running", challenge), 200, { status: "stopped", container_id: challenge.id });
		expect(await outcome(loner, "renew", challenge), 400, { error: "Container not found" });
		expect(await outcome(loner, "stop", challenge), 400, { error: "No running container found." });
		expect(await outcome(bob, "stop", challenge), 200, stopped);
		expect(await outcome(ann, "running", challenge), 200, { status: "stopped", container_id: challenge.id });
	});
});

test("mode unlimited: one for each challenge, of a user or, in an event of teams, of a team", async () => {
	const team = fresh("Team");
	const [ann, bob, loner] = [await makeUser("--team", team), await makeUser("--team", team), await makeUser()];
	await withSettings({ docker_assignment: "unlimited" }, async () => {
		const mine = expectUp(await outcome(ann, "request", challenge));
		assert.notEqual(expectUp(await outcome(bob, "request", challenge)).port, mine.port);
		expectUp(await outcome(ann, "request", other));
		for (const [who, one] of [[ann, challenge], [ann, other], [bob, challenge]])
			expect(await outcome(who, "stop", one), 200, stopped);
	});
	await withSettings({ docker_assignment: "unlimited", user_mode: "teams" }, async () => {
		const mine = expectUp(await outcome(ann, "request", challenge));
		assert.deepEqual(expectUp(await outcome(bob, "request", challenge), "already_running"), mine);
		expectUp(await outcome(bob, "request", other));
		expect(await outcome(loner, "request", challenge), 400, { error: "User not a member of a team" });
		for (const one of [challenge, other]) expect(await outcome(ann, "stop", one), 200, stopped);
	});
});

// ----------------------------------------------------- host name and lifetime

test("the host name is connection_info, then docker_hostname, then the request's", async () => {
	const { headers } = await makeUser();
	const mine = await makeChallenge({ connection_info: "arena.example.org" });
	const ask = async (host) => (await call({ ...headers, ...(host && { Host: host }) }, "POST", "/api/request",
		{ chal_id: mine.id })).json.hostname;

	assert.equal(await ask(), "arena.example.org");
	await api("PATCH", `/api/v1/challenges/${mine.id}`, { connection_info: "" });
	assert.equal(await ask("ctf.example.org"), "localhost");
	await withSettings({ docker_hostname: "" }, async () => {
		assert.equal(await ask("CTF.example.org:8443"), "ctf.example.org");
		assert.equal(await ask(), new URL(url).hostname);
	});
	expect(await outcome({ headers }, "stop", mine), 200, stopped);
	await dropChallenge(mine);
});

test("with an expiration of 0 it never expires", async () => {
	await withSettings({ container_expiration: 0 }, async () => {
		const who = await makeUser();
		assert.equal(expectUp(await outcome(who, "request", challenge)).expires, 0);
		expect(await outcome(who, "renew", challenge), 200, { success: "Container renewed", expires: 0 });
		assert.equal(expectUp(await outcome(who, "request", challenge), "already_running").expires, 0);
		expect(await outcome(who, "stop", challenge), 200, stopped);
	});
});

// --------------------------------------------------------------------- admins

for (const prefix of prefixes) {
	test(`${prefix}/kill removes by the engine's full id`, async () => {
		const { headers } = await newcomer("token");
		const kill = (body) => call(asAdmin, "POST", `${prefix}/kill`, body);
		expectUp(await call(headers, "POST", `${prefix}/request`, { chal_id: challenge.id }));
		const [{ Id: id }] = await containers(challenge);

		for (const wrong of [id.slice(0, 12), id.toUpperCase(), `${id}0`, "x", "%", "' OR 1=1", "é", "\u2028"])
			expect(await kill({ container_id: wrong }), 400, { error: "Container not found" });
		for (const wrong of ["{}", '{"container_id":null}', '{"container_id":1}', '{"container_id":""}', '{"container_id":[]}'])
			expect(await kill(wrong), 400, { error: "Invalid request" });
		assert.equal((await containers(challenge)).length, 1);

		expect(await kill({ container_id: id }), 200, stopped);
		assert.deepEqual(await containers(challenge), []);
		expect(await kill({ container_id: id }), 400, { error: "Container not found" });
	});

	test(`${prefix}/purge takes an empty body of any kind and counts`, async () => {
		const purge = (headers, body) => send("POST", `${prefix}/purge`, { headers: { ...asAdmin, ...headers }, body });
		const json = { "Content-Type": "application/json" };
		await purge(json);
		await until("all to go", async () => (await containers()).length === 0);
		for (const [headers, body] of [[json, undefined], [json, "{}"], [{}, undefined], [json, ""]])
			expect(await purge(headers, body), 200, { success: "Purged all containers", count: 0 });
		for (const who of [await makeUser(), await makeUser()]) expectUp(await outcome(who, "request", challenge));
		expect(await purge(json), 200, { success: "Purged all containers", count: 2 });
		await until("both to go", async () => (await containers()).length === 0);
	});

	test(`${prefix}/images are all tags of the engine, sorted`, async () => {
		await until("the same list on both sides", async () => {
			const { json } = await engine("GET", "/images/json");
			const tags = json.flatMap((image) => image.RepoTags ?? []).filter((tag) => tag !== "<none>:<none>").sort();
			const answer = await send("GET", `${prefix}/images`, { headers: asAdmin });
			expect(answer, 200, { images: answer.json.images });
			assert.deepEqual(answer.json.images, [...answer.json.images].sort());
			// others may be building images at this moment
			return JSON.stringify(answer.json.images) === JSON.stringify(tags);
		});
	});

	test(`${prefix}/settings/update`, () => settingsUpdate(`${prefix}/settings/update`));
}

async function settingsUpdate(path) {
	const contractKeys = ["docker_base_url", "docker_hostname", "container_expiration", "container_maxmemory", "container_maxcpu",
		"docker_assignment"];
	const boss = await makeUser("--admin");
	const page = await send("GET", "/containers/settings", { headers: boss.headers });
	const value = (key, text = page.text) =>
		new RegExp(`name="${key}"[^>]*value="([^"]*)"`).exec(text)?.[1] ??
		new RegExp(`name="${key}"[^]*?<option[^>]*value="([^"]*)"[^>]*selected`).exec(text)[1];
	const current = Object.fromEntries(contractKeys.map((key) => [key, value(key).replaceAll("&#x2F;", "/")]));
	assert.equal(current.container_maxmemory, "512");
	const shown = async (key) => value(key, (await send("GET", "/containers/settings", { headers: boss.headers })).text);
	const done = (answer) => assert.deepEqual([answer.status, answer.headers.location], [302, "/containers/dashboard"]);

	// a form brings the nonce as a field
	const session = await logIn(boss);
	const form = { ...current, nonce: session.nonce };
	done(await submit({ Cookie: session.cookie }, path, form));
	done(await multipart({ Cookie: session.cookie }, path, form));
	done(await submit(byCookie(session), path, current));
	done(await submit(boss.headers, path, current));
	done(await multipart(boss.headers, path, current));
	expect(await submit({ Cookie: session.cookie }, path, { ...current, nonce: "0".repeat(64) }), 403,
		{ message: "The nonce is missing or no longer valid. Reload the page and try again" });

	for (const key of contractKeys) {
		const { [key]: _, ...rest } = current;
		for (const way of [submit, multipart])
			expect(await way(boss.headers, path, rest), 400, { error: `Missing required field: ${key}` });
	}
	for (const [key, wrong, why] of [
		["docker_base_url", "ftp://engine", /^docker_base_url: must be unix:\/\/\/path/],
		["docker_base_url", "tcp://192.0.2.1:2375", /^docker_base_url: tcp:\/\/ to another host is neither encrypted/],
		["docker_hostname", "not a host", /^docker_hostname: must be a host name/],
		["container_expiration", "-1", /^container_expiration: must be a whole number from 0 to 525600$/],
		["container_expiration", "1e3", /^container_expiration: must be a whole number/],
		["container_maxmemory", "lots", /^container_maxmemory: must be a whole number/],
		["container_maxcpu", "0", /^container_maxcpu: must be a number from 0.01 to 1024$/],
		["docker_assignment", "nobody", /^docker_assignment: must be one of user\|team\|unlimited$/],
	]) {
		// another field is right and new: nothing of it may be saved
		const changed = key === "container_maxmemory" ? ["container_expiration", "46"] : ["container_maxmemory", "600"];
		const answer = await submit(boss.headers, path, { ...current, [changed[0]]: changed[1], [key]: wrong });
		expect(answer, 422, { error: answer.json?.error });
		assert.match(answer.json.error, why);
		assert.equal(await shown(changed[0]), current[changed[0]]);
	}
	for (const [type, body] of [["application/json", JSON.stringify(current)], ["text/plain", "a=b"],
		["application/x-www-form-urlencoded", "%zz=1"], ["multipart/form-data", "--x"],
		["multipart/form-data; boundary=x", "--x\r\nbroken"]])
		expect(await send("POST", path, { headers: { ...boss.headers, "Content-Type": type }, body }), 400, { error: "Invalid request" });

	// and what is right is taken, by all workers within a second
	done(await submit(boss.headers, path, { ...current, container_maxmemory: "513" }));
	await new Promise((resolve) => setTimeout(resolve, 1000));
	for (const seen of await Promise.all(Array.from({ length: 32 }, () => shown("container_maxmemory")))) assert.equal(seen, "513");
	done(await submit(boss.headers, path, current));
}
