// Every route of the program × who asks × how it is asked.  What must come
// back is computed from the route's row; every cell that differs is printed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminToken, byToken, call, logIn, send, setSettings } from "../support/bench.mjs";
import { emptyOf, fill, nameOf, nobody, person, routes, sql, subject, things, typeOf } from "../support/routes.mjs";

let settings, all, who;

before(async () => {
	settings = await setSettings({ user_mode: "teams", docker_assignment: "user", team_size: 0, brackets: "" });
	all = await things();
	const [player, other, banned, admin] = [await person(), await person(), await person(), await person("--admin")];
	await call(byToken(adminToken), "PATCH", `/api/v1/users/${banned.id}`, { banned: true });
	who = { anonymous: { session: await nobody() }, player, other, banned, admin };
});
after(() => setSettings(settings));

// ------------------------------------------------------------ how it is asked

const methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];
const methodsOf = (row) => routes.filter((each) => each.pattern === row.pattern).map((each) => each.method);
const isForm = (row) => row.body !== "json" && row.body !== "none";

// How a request of each kind differs from the right one.
const manners = {
	right: () => ({}),
	"no nonce": () => ({ nonce: null }),
	"foreign nonce": () => ({ nonce: all.owner.session.nonce }),
	"wrong method": (row) => ({ method: methods.find((each) => !methodsOf(row).includes(each)) }),
	"wrong type": () => ({ type: "text/plain", body: "some text", nonceIn: "header" }),
	oversized: (row) => ({ body: row.body === "none" ? undefined : row.body === "json" ?
		`{"x":"${"x".repeat(row.body_limit)}"}` : `x=${"x".repeat(row.body_limit)}`, nonceIn: "header" }),
};

// A form brings its nonce in a field, as browsers send it.
function ask(row, session, path, { method = row.method, type = typeOf(row), body = emptyOf(row), nonce = session.nonce,
	nonceIn = isForm(row) ? "field" : "header" }) {
	const headers = { Cookie: session.cookie };
	if (row.csrf && nonce && nonceIn === "header") headers["CSRF-Token"] = nonce;
	if (row.csrf && nonce && nonceIn === "field") body = `nonce=${nonce}${body ? `&${body}` : ""}`;
	if (body !== undefined) headers["Content-Type"] = type;
	return send(method, path, { headers, body });
}

// ----------------------------------------------------- what must come back

// What is larger is refused by its head alone, but for a file, of which Berth is
// asked before it is taken in.
const largest = Math.max(...routes.filter((row) => row.body !== "files").map((row) => row.body_limit));
const gate = { login: /You must be logged in/, admin: /Only admins may do this/, nonce: /The nonce is missing or no longer valid/ };

// [status, words] of the refusal; null where the handler is reached.
function refusal(row, name, manner) {
	const loggedIn = ["player", "other", "admin"].includes(name);
	if (manner === "wrong method") return [405, /does not take that method/];
	// what no route takes is refused before it is asked who sends it
	if (manner === "oversized" && row.body !== "none" && row.body_limit === largest) return [413, /too large/];
	if (manner === "oversized" && row.body_limit > largest) return name === "admin" ? [413, /too large/i] : [403, /may not send/];
	if (row.access !== "anyone" && !loggedIn)
		return row.shape !== "page" ? [403, gate.login] : [row.method === "GET" ? 302 : 303, /^/];
	if (row.access === "admin" && name !== "admin") return [403, gate.admin];
	if (row.csrf && ["no nonce", "foreign nonce"].includes(manner)) return [403, gate.nonce];
	if (row.body !== "none" && manner === "wrong type")
		return row.shape === "plugin" ? [400, /Invalid request/] : [415, /content type/];
	if (row.body !== "none" && manner === "oversized") return [413, /[a-z]{3}/];
	return null;
}

function differs(row, name, manner, answer) {
	const wanted = refusal(row, name, manner);
	const atLogin = /^\/containers\/login/.test(answer.headers.location ?? "");
	if (wanted) {
		const [status, words] = wanted;
		if (answer.status !== status) return `${answer.status}, not ${status}`;
		if (status < 400 && !atLogin) return `sent to ${answer.headers.location}`;
		if (!words.test(answer.text)) return `does not say ${words}`;
		if (status === 405 && answer.headers.allow.split(", ").sort().join() !== methodsOf(row).sort().join())
			return `Allow: ${answer.headers.allow}`;
	} else if (answer.status >= 500 || [405, 413, 415, 429].includes(answer.status))
		return `${answer.status} of a request that may pass`;
	else if (answer.status === 403 && Object.values(gate).some((words) => words.test(answer.text)))
		return "the gate is closed to somebody who may pass";
	else if (atLogin && row.access !== "anyone") return "sent to the login page";
	return unsafe(row, answer);
}

// Whatever the answer, it has these.
const headers = {
	"content-security-policy": /^default-src 'none'; script-src 'self';.*base-uri 'none'; frame-ancestors 'none'$/,
	"x-content-type-options": /^nosniff$/,
	"referrer-policy": /^same-origin$/,
	"cross-origin-opener-policy": /^same-origin$/,
	"cross-origin-resource-policy": /^same-origin$/,
	"cache-control": /no-store/,
};

function unsafe(row, answer) {
	for (const [name, value] of Object.entries(headers))
		if (!value.test(answer.headers[name] ?? "")) return `${name}: ${answer.headers[name]}`;
	if (row.shape !== "page" && answer.json === null) return `no JSON: ${answer.headers["content-type"]}`;
	return null;
}

// ------------------------------------------------------------------ the cells

// Everything that is not a trace of having been here.
function fingerprint() {
	const tables = sql("SHOW TABLES").trim().split("\n").filter((name) => !["throttles", "sessions", "keepers", "load_minutes", "api_tokens"].includes(name));
	return sql(`CHECKSUM TABLE ${tables.join(", ")}; SELECT COUNT(*) FROM sessions WHERE expires_at > UTC_TIMESTAMP(6); SELECT COUNT(*) FROM api_tokens`);
}

async function walk(cells) {
	const wrong = [];
	const work = async () => {
		for (let cell = cells.pop(); cell; cell = cells.pop()) {
			const { row, name, manner } = cell;
			const path = fill(row.pattern, refusal(row, name, manner) ? subject(row, all) ?? {} : {});
			// logging out ends the session for the cells after it
			const loggedOut = row.pattern.endsWith("/logout") && !refusal(row, name, manner);
			const session = loggedOut && who[name].name && name !== "banned" ?
				await logIn(who[name]) : who[name].session;
			const answer = await ask(row, session, path, manners[manner](row));
			const why = differs(row, name, manner, answer);
			if (why) wrong.push(`${nameOf(row)}, ${name}, ${manner}: ${why}: ${answer.text.slice(0, 160)}`);
		}
	};
	await Promise.all(Array.from({ length: 4 }, work));
	return wrong;
}

const cells = () => routes.flatMap((row) => Object.keys(who).flatMap((name) => Object.keys(manners).map((manner) => ({ row, name, manner }))));

test("whoever may not is refused, and nothing is changed by it", async (t) => {
	const refused = cells().filter(({ row, name, manner }) => refusal(row, name, manner));
	t.diagnostic(`${routes.length} routes, ${refused.length} refusals`);
	assert.ok(refused.length > routes.length * Object.keys(who).length);
	const before = fingerprint();
	assert.deepEqual(await walk(refused), []);
	assert.equal(fingerprint(), before);
});

test("whoever may is let in", async (t) => {
	const allowed = cells().filter(({ row, name, manner }) => !refusal(row, name, manner));
	t.diagnostic(`${allowed.length} requests that may pass`);
	assert.deepEqual(await walk(allowed), []);
});

test("a token of a banned account opens nothing, nor does a wrong one", async () => {
	const wrong = [];
	for (const row of routes.filter((each) => each.access !== "anyone"))
		for (const token of [who.banned.token, `${who.player.token}x`, "x"]) {
			const { status, text } = await send(row.method, fill(row.pattern), { headers: { ...byToken(token), Cookie: who.admin.session.cookie } });
			if (status !== 403) wrong.push(`${nameOf(row)}: ${status} ${text.slice(0, 100)}`);
		}
	assert.deepEqual(wrong, []);
});

test("a token needs no nonce, and a browser that says cross-site is refused with the right one", async () => {
	const wrong = [];
	for (const row of routes.filter((each) => each.csrf)) {
		const { session } = who.admin;
		const { status, text } = await send(row.method, fill(row.pattern), { headers: { Cookie: session.cookie, "CSRF-Token": session.nonce,
			"Sec-Fetch-Site": "cross-site", "Content-Type": typeOf(row) }, body: emptyOf(row) });
		if (status !== 403 || !/another site/.test(text)) wrong.push(`${nameOf(row)}: ${status} ${text.slice(0, 100)}`);
	}
	assert.deepEqual(wrong, []);
	assert.equal((await call(who.player.headers, "POST", "/api/v1/tokens", {})).status, 200);
});
