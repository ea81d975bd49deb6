// Whatever somebody owns and whatever is hidden, asked for by others by its
// real id: the answer is the one for an id that nothing has, word for word,
// on every route with an {id} or a {key}.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, containers, dropChallenge, makeChallenge, send, setSettings, until,
} from "../support/bench.mjs";
import { emptyOf, fill, missing, nameOf, nobody, person, routes, subject, teamOf, things, typeOf } from "../support/routes.mjs";

let settings, all, strangers;

before(async () => {
	settings = await setSettings({ user_mode: "teams", docker_assignment: "user", team_size: 0, brackets: "" });
	all = await things();
	// a captain, so that nothing fails for want of a team
	const stranger = await person();
	await teamOf(stranger);
	strangers = { stranger: stranger.session, nobody: await nobody() };
	await call(all.owner.headers, "POST", `/api/v1/teams/me/members`);
});
after(() => setSettings(settings));

// Patterns that are not about somebody's things, each with the reason.
const open = new Map([
	["/api/v1/scoreboard/top/{id}", "a number of rows"],
	["/containers/team/join/{key}", "the key is the secret itself"],
]);
// These have ids that admins alone see; the route is closed to all others.
const isClosed = (row) => row.access === "admin";

const owned = () => routes.filter((row) => /\{(id|key)\}/.test(row.pattern) && !open.has(row.pattern) && !isClosed(row));

// An answer without what differs from one request to the next.
function plain(answer, path) {
	return [answer.status, answer.headers.location ?? "", answer.headers["content-type"] ?? "",
		answer.text.replaceAll(path, "PATH").replace(/[0-9a-f]{16,}/g, "HEX").replace(/"now":\d+/g, "NOW").replace(/\b20\d\d-\d\d-\d\d[^<"]*/g, "TIME")]
		.map((part) => typeof part === "string" ? part.replaceAll(encodeURIComponent(path), "PATH").replaceAll(path, "PATH") : part);
}

// The first thing that differs, with its line.
function difference(a, b) {
	const [left, right] = [a, b].map((parts) => parts.join("\n").split("\n"));
	const at = left.findIndex((line, i) => line !== right[i]);
	return at < 0 && left.length === right.length ? null : `${left[at]} — not ${right[at]}`;
}

function ask(row, session, params) {
	const path = fill(row.pattern, params);
	const headers = row.csrf ? byCookie(session) : { Cookie: session.cookie };
	const body = emptyOf(row);
	if (body !== undefined) headers["Content-Type"] = typeOf(row);
	return send(row.method, path, { headers, body: fields(row, body) }).then((answer) => ({ answer, path }));
}

// What the handler needs to come as far as the id.
const fields = (row, body) => /^\/containers\/flags\//.test(row.pattern) ? "flag=flag%7Bsecret%7D" :
	row.pattern.includes("/users/{id}") && row.body === "json" ? '{"name":"Mine now"}' : body;

const secrets = () => [all.challenge.name, all.hint.title, "A secret text.", "flag{secret}", all.hiddenUser.name, all.hiddenTeam.name,
	all.award.name, all.owner.token];

test("every route that takes an id knows what its id is", () => {
	assert.deepEqual(owned().filter((row) => subject(row, all) === null).map(nameOf), []);
	assert.ok(owned().length > 20);
});

test("what is another's or hidden is not there", async () => {
	const wrong = [];
	for (const [name, session] of Object.entries(strangers))
		for (const row of owned()) {
			const thing = subject(row, all);
			const real = await ask(row, session, thing);
			const none = await ask(row, session, { ...thing, id: missing.id });
			const where = `${nameOf(row)}, ${name}`;
			const differs = difference(plain(real.answer, real.path), plain(none.answer, none.path));
			if (differs) wrong.push(`${where}: ${differs}`);
			if (real.answer.status < 300) wrong.push(`${where}: ${real.answer.status}`);
			const leaked = secrets().filter((secret) => real.answer.text.includes(secret));
			if (leaked.length) wrong.push(`${where} tells ${leaked}`);
		}
	assert.deepEqual(wrong, []);
});

test("an id in a body is no other way", async () => {
	const wrong = [];
	const ways = [
		...["running", "request", "renew", "reset", "stop"].flatMap((verb) => [`/api/${verb}`, `/containers/api/${verb}`])
			.map((path) => ["POST", path, (id) => ({ chal_id: Number(id) }), all.challenge.id]),
		["POST", "/api/v1/challenges/attempt", (id) => ({ challenge_id: Number(id), submission: "flag{secret}" }), all.challenge.id],
		["POST", "/api/v1/unlocks", (id) => ({ target: Number(id), type: "hints" }), all.hint.id],
		["DELETE", "/api/v1/teams/me/members", (id) => ({ user_id: Number(id) }), all.owner.id],
		["PATCH", "/api/v1/teams/me", (id) => ({ captain_id: Number(id) }), all.owner.id],
	];
	for (const [method, path, body, id] of ways)
		for (const [name, session] of Object.entries(strangers)) {
			const [real, none] = [await call(byCookie(session), method, path, body(id)), await call(byCookie(session), method, path, body(missing.id))];
			const texts = [real, none].map(({ status, text }) => `${status} ${text.replaceAll(`${id}`, "ID").replaceAll(missing.id, "ID")}`);
			if (texts[0] !== texts[1]) wrong.push(`${method} ${path}, ${name}: ${texts.join(" — not ")}`);
			// "running" answers 200 whatever is asked
			if (real.status < 300 && !path.endsWith("/running")) wrong.push(`${method} ${path}, ${name}: ${real.status}`);
		}
	assert.deepEqual(wrong, []);
});

test("a file of a hidden challenge is not there, by no method and under no other id", async () => {
	const path = `/containers/files/${all.file.id}/${all.file.hash}`;
	const text = async (method, where, session) => {
		const { status, text: body, headers } = await send(method, where, { headers: { Cookie: session.cookie } });
		for (const name of ["content-security-policy", "x-content-type-options", "referrer-policy"]) assert.ok(headers[name], `${method} ${where}: ${name}`);
		assert.ok(!body.includes("A secret text."), `${method} ${where}`);
		return `${status} ${body}`;
	};
	for (const session of Object.values(strangers)) {
		const none = await text("GET", `/containers/files/${missing.id}/${all.file.hash}`, session);
		assert.match(none, /^403 .*Nothing here/s);
		for (const where of [path, `/containers/files/${missing.id}/${"0".repeat(64)}`, `/containers/files/${all.file.id}/${"0".repeat(64)}`])
			assert.equal(await text("GET", where, session), none, where);
		for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
			assert.match(await text(method, path, session), /^(403|405) /, method);
		for (const where of [`/containers/files/${all.file.hash}`, `/containers/files/../files/${all.file.hash}`, "/containers/files/",
			`/containers/files/${all.file.id}/${all.file.hash}/`, `/containers/static/../files/${all.file.hash}`])
			assert.match(await text("GET", where, session), /^404 /, where);
	}
	assert.match((await send("GET", path, { headers: byToken(adminToken) })).text, /A secret text/);
});

test("no list, search or standing names what is hidden", async () => {
	const wrong = [];
	const named = [all.challenge.name, all.hiddenUser.name, all.hiddenTeam.name];
	const lists = routes.filter((row) => row.method === "GET" && row.access !== "admin" && !/\{/.test(row.pattern));
	for (const row of lists)
		for (const search of ["", ...named.map((name) => `?q=${encodeURIComponent(name)}&search=${encodeURIComponent(name)}&view=admin&per_page=100`)])
			for (const [name, session] of Object.entries(strangers)) {
				const { text } = await send("GET", row.pattern + search, { headers: { Cookie: session.cookie } });
				// what was asked for may stand in the search field
				const told = named.filter((each) => text.replaceAll(/<input[^>]*>/g, "").includes(each));
				if (told.length) wrong.push(`${row.pattern}${search}, ${name}: ${told}`);
			}
	assert.deepEqual(wrong, []);
});

// What nobody but the owner and admins may learn of an instance or do with it.
test("a running instance of another is neither seen nor touched", async () => {
	const challenge = await makeChallenge();
	const owner = await person();
	await teamOf(owner);
	const path = `/api/v1/challenges/${challenge.id}/instance`;
	const mine = async () => (await call(owner.headers, "GET", path)).json.data;
	try {
		await call(owner.headers, "POST", path);
		await until("the instance to run", async () => (await mine()).state === "running");
		const before = await mine();
		const [{ Id: container }] = await containers(challenge);
		const { id } = (await api("GET", "/api/v1/admin/instances")).body.data.find((each) => each.challenge_id === challenge.id);
		const secrets_ = [container.slice(0, 12), id, `:${before.endpoints[0].port}`];
		const asks = [
			...routes.filter((row) => row.access === "admin" && row.pattern.includes("{key}"))
				.map((row) => [row.method, fill(row.pattern, { key: id }), row.csrf && row.body === "json" ? {} : undefined]),
			...["/api", "/containers/api"].flatMap((prefix) => [
				...["running", "renew", "stop"].map((verb) => ["POST", `${prefix}/${verb}`, { chal_id: challenge.id }]),
				["POST", `${prefix}/kill`, { container_id: container }], ["POST", `${prefix}/purge`, undefined]]),
			// a reset gives the asker an instance of the asker's own, which goes again
			...["GET", "PATCH", "PUT", "GET", "DELETE"].map((method) => [method, path, undefined]),
			...["/api/v1/instances", "/containers/instances", "/containers/", `/containers/challenges/${challenge.id}`, "/containers/dashboard",
				"/api/v1/admin/instances"].map((page) => ["GET", page, undefined]),
		];
		const wrong = [];
		for (const [name, session] of Object.entries(strangers))
			for (const [method, where, body] of asks) {
				const answer = await call(byCookie(session), method, where, body);
				const told = secrets_.filter((secret) => answer.text.includes(secret));
				if (told.length) wrong.push(`${name}, ${method} ${where} tells ${told}`);
				if (/kill|purge|admin|dashboard/.test(where) && ![302, 303, 403].includes(answer.status)) wrong.push(`${name}, ${method} ${where}: ${answer.status}`);
				if (/renew|stop/.test(where) && answer.status < 400) wrong.push(`${name}, ${method} ${where}: ${answer.status}`);
			}
		assert.deepEqual(wrong, []);
		const { state, expires, endpoints, generation } = await mine();
		assert.deepEqual([state, expires, endpoints, generation], ["running", before.expires, before.endpoints, before.generation]);
		assert.ok((await containers(challenge)).some(({ Id }) => Id === container), "the container is there");
	} finally {
		await dropChallenge(challenge);
	}
});

test("after all that the owner has what there was", async () => {
	const { owner } = all;
	const mine = (path) => call(owner.headers, "GET", path);
	assert.equal((await mine("/api/v1/users/me")).status, 200);
	assert.equal((await send("GET", "/containers/account", { headers: { Cookie: all.other.cookie } })).status, 200);
	assert.deepEqual((await mine("/api/v1/tokens")).json.data.map((token) => token.id), [all.token.id]);
	const team = (await mine("/api/v1/teams/me")).json.data;
	assert.deepEqual([team.id, team.members, team.captain_id], [all.team.id, [owner.id], owner.id]);
});
