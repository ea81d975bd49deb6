// The ways in which platforms for CTFs have been fooled, each as a case.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, fresh, logIn, logOf, makeUser, nonceOf, send, setSettings, submit, url, withSettings,
} from "../support/bench.mjs";
import { makeStandard, nobody, person, routes, sql, teamOf } from "../support/routes.mjs";

const asAdmin = byToken(adminToken);
const MB = 1024 * 1024;
const evil = "evil.example";
let settings;

before(async () => {
	settings = await setSettings({ user_mode: "teams", docker_assignment: "user", team_size: 0, brackets: "", registration: "open" });
});
after(() => setSettings(settings));

async function register(fields, headers = {}) {
	const { cookie, nonce } = await nobody();
	return submit({ Cookie: cookie, ...headers }, "/containers/register",
		{ email: `${fresh("n").replace(/ /g, "")}@example.org`, password: "correct horse battery", nonce, ...fields });
}

async function tryLogIn(fields, headers = {}) {
	const { cookie, nonce } = await nobody();
	return submit({ Cookie: cookie, ...headers }, "/containers/login", { nonce, ...fields });
}

const cookieOf = (answer) => answer.headers["set-cookie"]?.[0].split(";")[0];

// -------------------------------------------------------------------- names

// What looks like `name`, or is it but for what nobody sees.
const likes = (name) => [` ${name}`, `${name} `, `${name}\u00a0`, `${name}\u200b`, `\ufeff${name}`, `${name}\u2060`, `\u202e${name}`, `${name}\u0000`,
	`${name}\t`, `${name}\n`, name.toUpperCase(), name.replace("o", "\u043e"), name.replace("o", "\u03bf"), name.replace("a", "\uff41"),
	name.replace("l", "1"), name.replace("l", "I"), name.replace("o", "0"), name.replace("e", "e\u200d"), name.replace("rn", "m"), name.replace(" ", "\u2003")];

test("nobody takes a name that can be taken for another's", async () => {
	const [victim, other] = [fresh("polarna"), await person()];
	assert.equal((await register({ name: victim })).status, 303);
	const wrong = [];
	for (const name of likes(victim)) {
		const answers = [await register({ name }), await call(other.headers, "PATCH", "/api/v1/users/me", { name }),
			await api("POST", "/api/v1/users", { name })];
		// refused for the name, not because there were too many
		if (!answers.every(({ status }) => [400, 409].includes(status))) wrong.push([name, ...answers.map(({ status }) => status)]);
	}
	assert.deepEqual(wrong, []);
});

test("nor a team's", async () => {
	const captain = await person();
	const victim = fresh("polarna team");
	assert.equal((await call(captain.headers, "POST", "/api/v1/teams", { name: victim })).status, 200);
	const others = [await person(), await person(), await person()];
	const wrong = [];
	for (const [i, name] of likes(victim).entries()) {
		const { status } = await call(others[i % others.length].headers, "POST", "/api/v1/teams", { name });
		if (![400, 409].includes(status)) wrong.push([name, status]);
	}
	assert.deepEqual(wrong, []);
});

// -------------------------------------------------------------------- teams

test("a team is joined by its invite and in no other way", async () => {
	const [captain, other] = [await person(), await person()];
	const team = await teamOf(captain);
	const members = `/api/v1/teams/${team.id}/members`;
	const ways = [
		...["", " ", "0", null, team.id, `${team.id}`, team.name, "%", "_".repeat(48), "0".repeat(48), true, [], {}, ["%"]]
			.map((code) => ["POST", "/api/v1/teams/join", { code }]),
		["POST", "/api/v1/teams/join", {}], ["POST", "/api/v1/teams/join", { team_id: team.id, name: team.name, id: team.id }],
		["PATCH", "/api/v1/users/me", { team_id: team.id }], ["PATCH", "/api/v1/users/me", { team: team.name }],
		["PATCH", `/api/v1/users/${other.id}`, { team_id: team.id }], ["PATCH", `/api/v1/teams/${team.id}`, { captain_id: other.id }],
		["POST", members, { user_id: other.id }], ["POST", members, { id: other.id }],
	];
	for (const [method, path, body] of ways) {
		// each by somebody else, or the limit of tries would answer
		const { status } = await call((await makeUser()).headers, method, path, body);
		assert.ok(path.endsWith("users/me") || [400, 403, 404].includes(status), `${method} ${path} ${JSON.stringify(body)}: ${status}`);
		await call(other.headers, method, path, body);
	}
	for (const key of [team.id, "0".repeat(48), team.name.toLowerCase().replace(/[^a-z0-9_]/g, "_")]) {
		await send("GET", `/containers/team/join/${key}`, { headers: byCookie(other.session) });
		await submit({ Cookie: other.session.cookie }, "/containers/team/join", { nonce: other.session.nonce, code: `${key}`, team: team.id });
	}
	assert.deepEqual((await call(captain.headers, "GET", "/api/v1/teams/me")).json.data.members, [captain.id]);
	assert.equal((await call(other.headers, "GET", "/api/v1/teams/me")).status, 404);
});

test("an invite that was replaced or closed lets nobody in", async () => {
	const [captain, other] = [await person(), await person()];
	await teamOf(captain);
	const invite = async () => (await call(captain.headers, "POST", "/api/v1/teams/me/members")).json.data.code;
	const join = (code) => call(other.headers, "POST", "/api/v1/teams/join", { code });
	const [first, second] = [await invite(), await invite()];
	assert.equal((await join(first)).status, 404);
	await submit({ Cookie: captain.session.cookie }, "/containers/team/invite/close", { nonce: captain.session.nonce });
	assert.equal((await join(second)).status, 404);
	assert.equal((await join(await invite())).status, 200);
});

// ---------------------------------------------------------------- redirects

const aways = [`//${evil}/`, `///${evil}`, `/\\${evil}`, `\\\\${evil}`, `\\/${evil}`, `https://${evil}/`, `http:${evil}`, `${evil}`, `@${evil}`, `/@${evil}`,
	`.${evil}`, `:80@${evil}/`, "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", `/\t/${evil}`, `/\n/${evil}`, ` //${evil}`,
	`/containers/\r\nX-Injected: 1`, `/containers/%0d%0aX-Injected:%201`, `/%0d%0aX-Injected:%201`, `/.//${evil}`, `/..//${evil}`, `/%2f%2f${evil}`,
	`/containers/../..//${evil}`, `/%5c${evil}`, `/\u2028/${evil}`, `/\uff0f${evil}`];

// Where a browser goes from the page at `url`.
const target = (location) => new URL(location, `${url}/containers/login`);
const ours = (location) => target(location).origin === new URL(url).origin;

test("after a login one is on our own pages, whatever next= says", async () => {
	const user = await makeUser();
	const wrong = [];
	for (const next of aways) {
		const answer = await tryLogIn({ ...user, next });
		const { location } = answer.headers;
		if (answer.status !== 303 || !ours(location) || answer.headers["x-injected"]) wrong.push([next, answer.status, location]);
		const { text } = await send("GET", `/containers/login?next=${encodeURIComponent(next)}`);
		for (const [, link] of text.matchAll(/(?:href|action|src)="([^"]*)"/g))
			if (!ours(link.replaceAll("&amp;", "&"))) wrong.push([next, link]);
	}
	assert.deepEqual(wrong, []);
});

test("no address of ours sends anybody elsewhere", async () => {
	const wrong = [];
	for (const path of ["/containers", "/containers//", `/containers/${evil}`, `//${evil}/containers/account`, `/containers/\\${evil}`,
		`/containers//${evil}`, `/containers/..//${evil}`, "/containers/account", "/containers/%0d%0aX-Injected:%201",
		`/containers/login/..//${evil}`, `/containers?next=//${evil}`]) {
		const { headers } = await send("GET", path, { headers: { Host: evil } });
		if (headers.location && !ours(headers.location) || headers["x-injected"]) wrong.push([path, headers.location]);
	}
	assert.deepEqual(wrong, []);
});

// ----------------------------------------------------------------- sessions

test("a session is a new one at login, whatever cookie came, and ends with logout", async () => {
	const user = await makeUser();
	const anonymous = await nobody();
	for (const planted of [anonymous, await logIn(user)]) {
		const answer = await submit({ Cookie: planted.cookie, "CSRF-Token": planted.nonce }, "/containers/login", { name: user.name, password: user.password });
		assert.equal(answer.status, 303);
		assert.notEqual(cookieOf(answer), planted.cookie);
	}
	assert.equal((await send("GET", "/api/v1/users/me", { headers: { Cookie: anonymous.cookie } })).status, 403);
	const session = await logIn(user);
	// the nonce of one session is none of another
	assert.notEqual((await logIn(user)).nonce, session.nonce);
	await submit({ Cookie: session.cookie }, "/containers/logout", { nonce: session.nonce });
	assert.equal((await send("GET", "/api/v1/users/me", { headers: { Cookie: session.cookie } })).status, 403);
});

test("a cookie of the visitor's own making is no session", async () => {
	for (const value of ["", "0", "x".repeat(79), "x".repeat(8000), "' OR 1=1 -- ", "%00", "null", "anon_", "anon_' OR ''='", "1; berth_session=2"]) {
		const { status } = await send("GET", "/api/v1/users/me", { headers: { Cookie: `berth_session=${value}` } });
		assert.ok([400, 403, 431].includes(status), `${value.slice(0, 20)}: ${status}`);
	}
});

test("the cookie is for our pages alone and for no script", async () => {
	const user = await makeUser();
	for (const answer of [await send("GET", "/containers/login"), await tryLogIn(user)]) {
		const [value, ...attributes] = answer.headers["set-cookie"][0].split("; ");
		assert.equal(answer.headers["set-cookie"].length, 1);
		assert.match(value, /^berth_session=(anon_)?[0-9a-f]{64}$/);
		assert.deepEqual(attributes.filter((each) => !each.startsWith("Max-Age=")).sort(), ["HttpOnly", "Path=/", "SameSite=Lax"]);
	}
});

test("a session ends 30 days after its beginning, however much it is used", async () => {
	const user = await person();
	sql(`UPDATE sessions SET created_at = UTC_TIMESTAMP(6) - INTERVAL 29 DAY, seen_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE user_id = ${user.id}`);
	const me = () => send("GET", "/api/v1/users/me", { headers: { Cookie: user.session.cookie } });
	assert.equal((await me()).status, 200);
	assert.equal(sql(`SELECT expires_at = created_at + INTERVAL 30 DAY FROM sessions WHERE user_id = ${user.id}`).trim(), "1");
	sql(`UPDATE sessions SET created_at = created_at - INTERVAL 2 DAY, seen_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE user_id = ${user.id}`);
	await me();
	assert.equal((await me()).status, 403);
});

test("a login that fails says the same of a name that is there and one that is not", async () => {
	const user = await makeUser();
	const banned = await person();
	await api("PATCH", `/api/v1/users/${banned.id}`, { banned: true });
	const said = async (name) => {
		const { status, text } = await tryLogIn({ name, password: "wrong wrong wrong" });
		return `${status} ${text.replaceAll(name, "NAME").replace(/[0-9a-f]{16,}/g, "HEX")}`;
	};
	const unknown = await said(fresh("nobody"));
	assert.match(unknown, /^4\d\d /);
	assert.equal(await said(user.name), unknown);
	assert.equal(await said(banned.name), unknown);
});

// ------------------------------------------------- what others must not read

// Teams play, or people: `accountOf` a person is what solves.
async function hiddenSolvers(kind, accountOf) {
	const challenge = await makeStandard();
	await api("POST", "/api/v1/flags", { challenge_id: challenge.id, content: "flag{x}", type: "static" });
	const [looker, seen, hidden, banned] = [await person(), await person(), await person(), await person()];
	const accounts = new Map();
	for (const user of [seen, hidden, banned]) {
		accounts.set(user, await accountOf(user));
		const { json } = await call(user.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission: "flag{x}" });
		assert.equal(json.data.status, "correct");
	}
	for (const [user, change] of [[hidden, { hidden: true }], [banned, { banned: true }]])
		assert.equal((await api("PATCH", `/api/v1/${kind}/${accounts.get(user).id}`, change)).status, 200);
	const { id } = accounts.get(seen);
	const paths = [...routes.filter((row) => row.method === "GET" && row.access !== "admin" && !row.pattern.includes("{")).map((row) => row.pattern),
		`/api/v1/challenges/${challenge.id}`, `/api/v1/challenges/${challenge.id}/solves`, `/containers/challenges/${challenge.id}`,
		"/api/v1/scoreboard/top/50", `/api/v1/${kind}/${id}`, `/containers/accounts/${kind}/${id}`];
	const told = [];
	for (const path of paths)
		for (const headers of [{ Cookie: looker.session.cookie }, {}]) {
			const { text } = await send("GET", path, { headers });
			for (const user of [hidden, banned]) if (text.includes(accounts.get(user).name)) told.push([path, user === hidden ? "hidden" : "banned"]);
		}
	assert.deepEqual(told, []);
	for (const user of [hidden, banned])
		assert.equal((await send("GET", `/containers/accounts/${kind}/${accounts.get(user).id}`)).status, 404);
	const solves = (await call(looker.headers, "GET", `/api/v1/challenges/${challenge.id}/solves`)).json.data;
	assert.deepEqual(solves.map((solve) => solve.name), [accounts.get(seen).name]);
	assert.equal((await call(looker.headers, "GET", `/api/v1/challenges/${challenge.id}`)).json.data.solves, 1);
}

test("a team that is hidden or banned stands in no solves, no board and no feed", () => hiddenSolvers("teams", teamOf));

test("nor does a player, where players play", () =>
	withSettings({ user_mode: "users" }, () => hiddenSolvers("users", (user) => user)));

// The cells of a CSV text, quotes undone.
const cells = (text) => [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^,\n]*))/g)].map(([, quoted, bare]) => quoted ?? bare);

test("no cell of any export is a formula", async () => {
	const formula = (start) => fresh(`${start}cmd|' /C calc'!A0`);
	const captain = await person();
	const names = { user: formula("="), team: formula("+"), award: formula("-"), submission: formula("@"), challenge: formula("=") };
	assert.equal((await call(captain.headers, "PATCH", "/api/v1/users/me", { name: names.user, affiliation: formula("@") })).status, 200);
	const { json: { data: team } } = await call(captain.headers, "POST", "/api/v1/teams", { name: names.team });
	const challenge = await makeStandard({ name: names.challenge });
	await api("POST", "/api/v1/awards", { team_id: team.id, name: names.award, value: 5 });
	await call(captain.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: challenge.id, submission: names.submission });
	const keys = [...(await send("GET", "/containers/admin/contest/submissions", { headers: asAdmin })).text
		.matchAll(/\/containers\/admin\/contest\/([a-z_]+)"/g)].map((found) => found[1]);
	assert.ok(keys.length >= 3);
	const files = routes.filter((row) => /[./]csv$/.test(row.pattern)).flatMap((row) =>
		row.pattern.includes("{key}") ? [...new Set(keys)].map((key) => row.pattern.replace("{key}", key)) : [row.pattern]);
	const found = new Set();
	for (const path of files) {
		const { status, text, headers } = await send("GET", path, { headers: asAdmin });
		assert.deepEqual([status, headers["content-type"], /attachment/.test(headers["content-disposition"])], [200, "text/csv; charset=utf-8", true], path);
		const bad = cells(text).filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+$/.test(cell));
		assert.deepEqual(bad, [], path);
		for (const name of Object.values(names)) if (text.includes(`'${name}`)) found.add(name);
	}
	// else the check above would have looked at nothing
	assert.deepEqual(Object.values(names).filter((name) => !found.has(name)), []);
});

// ------------------------------------------------------------ large and odd

test("an e-mail of 1 MB is refused at every door, and a long one too", async () => {
	const user = await person();
	const long = (n) => `${"x".repeat(n)}@example.org`;
	const doors = [
		(email) => register({ name: fresh("mail"), email }),
		(email) => call(user.headers, "PATCH", "/api/v1/users/me", { email, confirm: user.password }),
		(email) => call(asAdmin, "POST", "/api/v1/users", { name: fresh("mail"), email }),
		(email) => call(asAdmin, "PATCH", `/api/v1/users/${user.id}`, { email }),
		(email) => submit({ Cookie: user.session.cookie }, "/containers/account/profile", { nonce: user.session.nonce, name: user.name, email }),
	];
	for (const [i, door] of doors.entries()) {
		assert.equal((await door(long(MB))).status, 413, `door ${i}`);
		for (const email of [long(1000), long(300), `a@${"b".repeat(300)}.org`]) {
			const { status } = await door(email);
			assert.ok([400, 422].includes(status), `door ${i}: ${status}`);
		}
	}
});

// ------------------------------------------------------------ forged headers

const forged = { Host: evil, "X-Forwarded-Host": evil, "X-Host": evil, "X-Forwarded-Server": evil, Forwarded: `for=203.0.113.9;host=${evil}`,
	"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "X-Client-IP": "203.0.113.9", "True-Client-IP": "203.0.113.9",
	"X-Original-URL": "/containers/dashboard", "X-Rewrite-URL": "/containers/dashboard", "X-HTTP-Method-Override": "DELETE",
	"X-Forwarded-Proto": "https", Proxy: `http://${evil}` };

test("no page and no redirect names a host that the request made up", async () => {
	const user = await person();
	const wrong = [];
	for (const row of routes.filter((each) => each.method === "GET" && !each.pattern.includes("{"))) {
		const { text, headers } = await send("GET", row.pattern, { headers: { ...forged, Cookie: user.session.cookie } });
		if (`${text}${JSON.stringify(headers)}`.includes(evil)) wrong.push(row.pattern);
	}
	assert.deepEqual(wrong, []);
});

test("the client's address is the connection's, whatever headers say", async () => {
	const user = await person();
	const from = logOf("web").length;
	const session = await tryLogIn(user, forged);
	assert.equal(session.status, 303);
	await tryLogIn({ name: user.name, password: "wrong wrong wrong" }, forged);
	const account = await send("GET", "/containers/account", { headers: { Cookie: cookieOf(session) } });
	assert.ok(!account.text.includes("203.0.113.9"));
	const since = logOf("web").slice(from);
	assert.match(since, /ip=127\.0\.0\.1/);
	assert.ok(!since.includes("203.0.113.9"));
	assert.equal(sql("SELECT COUNT(*) FROM sessions WHERE ip = '203.0.113.9'").trim(), "0");
});

test("a limit is not got around by an address of one's own choice", async () => {
	const user = await makeUser();
	const statuses = [];
	for (let i = 0; i < 30 && !statuses.includes(429); i++)
		statuses.push((await tryLogIn({ name: user.name, password: "wrong wrong wrong" },
			{ "X-Forwarded-For": `203.0.113.${i}`, "X-Real-IP": `203.0.113.${i}` })).status);
	assert.ok(statuses.includes(429), statuses.join());
});

test("a script makes only so many accounts, is told when to come back, and takes no log-in from anybody", async () => {
	const user = await makeUser();
	const anew = () => sql("DELETE FROM throttles WHERE subject LIKE 'registrations:%'");
	await withSettings({ registrations: 4 }, async () => {
		anew();
		const before = Number(sql("SELECT COUNT(*) FROM users"));
		const answers = await Promise.all(Array.from({ length: 12 }, (_, i) =>
			register({ name: fresh("script") }, { "X-Forwarded-For": `203.0.113.${i}` })));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(4).fill(303), ...Array(8).fill(429)]);
		assert.equal(Number(sql("SELECT COUNT(*) FROM users")), before + 4);
		const { headers, text } = answers.find(({ status }) => status === 429);
		assert.ok(headers["retry-after"] > 3500 && headers["retry-after"] <= 3600, headers["retry-after"]);
		assert.match(text, /role="alert"[^>]*>Too many accounts have been registered from your address\. Try again in 60 min\./);
		// told in the reader's language
		assert.match((await register({ name: fresh("script") }, { "Accept-Language": "de" })).text, /Von deiner Adresse wurden zu viele Konten registriert/);
		assert.equal((await tryLogIn(user)).status, 303);
		assert.equal((await api("POST", "/api/v1/users", { name: fresh("made") })).status, 200);
	});
	anew();
});

test("a form that is refused for too many tries says when to come back", async () => {
	const user = await makeUser();
	let answer;
	for (let i = 0; i < 30 && answer?.status !== 429; i++) answer = await tryLogIn({ name: user.name, password: "wrong wrong wrong" });
	assert.equal(answer.status, 429);
	assert.ok(answer.headers["retry-after"] >= 1 && answer.headers["retry-after"] <= 60, answer.headers["retry-after"]);
	assert.match(answer.text, /role="alert"[^>]*>Too many wrong passwords for this name\. Try again in \d+ s\.</);
});

// --------------------------------------------------- every kind of answer

test("every kind of answer has the security headers", async () => {
	const user = await person();
	const mine = byCookie(user.session);
	const answers = {
		page: ["GET", "/containers/", { headers: mine }], "login page": ["GET", "/containers/login"], json: ["GET", "/api/v1/challenges", { headers: mine }],
		csv: ["GET", "/containers/scoreboard/csv"], redirect: ["GET", "/containers"], "redirect to the login": ["GET", "/containers/account"],
		"page not found": ["GET", "/containers/nothing"], "json not found": ["GET", "/api/nothing"], forbidden: ["GET", "/containers/dashboard", { headers: mine }],
		"wrong method": ["PUT", "/containers/login"], "too large for us": ["POST", "/containers/login", { body: "x".repeat(MB + 1), headers: { "Content-Type": "application/x-www-form-urlencoded" } }],
		"too large for nginx": ["POST", "/containers/login", { body: "x".repeat(3 * MB) }], "too large for nginx, json": ["POST", "/api/v1/tokens", { body: "x".repeat(3 * MB) }],
		script: ["GET", "/containers/static/vendor/bootstrap.min.css"], "no such file": ["GET", "/containers/static/nothing.js"],
		"folder of files": ["GET", "/containers/static/"], "outside of the files": ["GET", "/containers/static/..%2f..%2fetc/berth.conf"],
	};
	const wrong = [];
	for (const [what, [method, path, rest]] of Object.entries(answers)) {
		const { status, headers } = await send(method, path, rest);
		for (const [name, value] of [["content-security-policy", /default-src 'none'.*frame-ancestors 'none'/], ["x-content-type-options", /^nosniff$/],
			["referrer-policy", /^same-origin$/], ["cross-origin-opener-policy", /^same-origin$/], ["cross-origin-resource-policy", /^same-origin$/]])
			if (!value.test(headers[name] ?? "")) wrong.push(`${what} (${status}): ${name}: ${headers[name]}`);
		if (what !== "script" && !/no-store/.test(headers["cache-control"] ?? "") && ![301].includes(status) && !what.includes("files"))
			wrong.push(`${what} (${status}): cache-control: ${headers["cache-control"]}`);
		if (/nginx\/\d/.test(headers.server ?? "") || headers["x-powered-by"] || headers["access-control-allow-origin"]) wrong.push(`${what} tells too much`);
	}
	assert.deepEqual(wrong, []);
});

test("no secret of a person is in a page, an answer or the log", async () => {
	const user = await person();
	const secrets = [user.password, user.token, user.session.cookie.split("=")[1]];
	const told = [];
	for (const row of routes.filter((each) => each.method === "GET" && !each.pattern.includes("{")))
		for (const headers of [byCookie(user.session), asAdmin]) {
			const { text } = await send("GET", row.pattern, { headers });
			if (secrets.some((secret) => text.includes(secret)) || /\$argon2/.test(text)) told.push(row.pattern);
		}
	assert.deepEqual(told, []);
	assert.ok(!secrets.some((secret) => logOf("web").includes(secret)));
});

test("a form that another site sends costs its victim no tries", async () => {
	const victim = await person();
	const hits = () => sql(`SELECT COALESCE(SUM(hits), 0) FROM throttles WHERE subject = 'write:u${victim.id}'`).trim();
	const post = (headers) => submit({ Cookie: victim.session.cookie, ...headers }, "/containers/account/tokens", { description: "x" });
	assert.equal((await post({ "Sec-Fetch-Site": "cross-site" })).status, 403);
	assert.equal(await hits(), "0");
	await post({ "Sec-Fetch-Site": "same-origin" });
	assert.equal(await hits(), "1");
});

test("a form of another session, or of none, does nothing", async () => {
	const [victim, attacker] = [await person(), await person()];
	const page = await send("GET", "/containers/account", { headers: { Cookie: attacker.session.cookie } });
	for (const nonce of [nonceOf(page), "", "0".repeat(64), victim.session.nonce.slice(1), `${victim.session.nonce}0`]) {
		const { status } = await submit({ Cookie: victim.session.cookie }, "/containers/account/tokens", { nonce, description: "x" });
		assert.equal(status, 403, nonce);
	}
	assert.equal((await call(victim.headers, "GET", "/api/v1/tokens")).json.data.length, 1);
});
