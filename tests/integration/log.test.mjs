// The log of the workers: one line for each thing that somebody did, with all
// that is needed to find out who did what, and nothing that somebody sent can
// look like a line or a field of ours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, containers, ctl, dropChallenge, fresh, logIn, logOf, makeChallenge, makeUser,
	nonceOf, send, submit, until, withSettings,
} from "../support/bench.mjs";

const asAdmin = byToken(adminToken);
let challenge, user, boss;

before(async () => {
	[challenge, user, boss] = [await makeChallenge(), await makeUser(), await makeUser("--admin")];
	for (const who of [user, boss]) who.id = (await send("GET", "/api/v1/users/me", { headers: who.headers })).json.data.id;
});

after(() => dropChallenge(challenge));

// A line of logfmt as an object; anything else is a failure.
function parse(line) {
	const pair = /([a-z_]+)=("(?:[^"\\\x00-\x1f\x7f]|\\["\\nrt]|\\x[0-9a-f]{2})*"|[^\s"=\\]+)( |$)/y;
	const fields = {};
	while (pair.lastIndex < line.length) {
		const found = pair.exec(line);
		assert.ok(found, `no logfmt: ${line}`);
		assert.ok(!(found[1] in fields), `${found[1]} twice: ${line}`);
		fields[found[1]] = found[2].startsWith('"') ? found[2].slice(1, -1) : found[2];
	}
	for (const key of ["ts", "level", "prog", "event"]) assert.ok(fields[key], `no ${key}: ${line}`);
	assert.match(fields.ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
	assert.match(fields.level, /^(info|warn|error)$/);
	return fields;
}

// What the workers have written since `from`.
const linesSince = (from) => logOf("web").slice(from).split("\n").filter(Boolean).map(parse);
const mark = () => logOf("web").length;

// ------------------------------------------------------- one line an action

// The lines of a request, once the last of them is there: it is written when
// the answer is on its way already.
function linesOf(answer, from) {
	return until("the request's line", () => {
		const lines = linesSince(from).filter((line) => line.req === answer.headers["x-request-id"]);
		return lines.some((line) => line.event === "web.request") && lines;
	});
}

async function leavesOneLine(who, event, act, more = {}) {
	const from = mark();
	const answer = await act();
	assert.ok(answer.status < 400, `${event}: ${answer.status} ${answer.text}`);
	const lines = await linesOf(answer, from);
	const [line, ...others] = lines.filter((one) => one.event === event);
	assert.ok(line, `${event} is not in ${JSON.stringify(lines)}`);
	assert.deepEqual(others, []);
	assert.deepEqual([line.level, line.ip], ["info", "127.0.0.1"], event);
	if (who === "new") assert.match(line.user, /^\d+$/);
	else assert.equal(line.user, `${who.id}`, event);
	for (const [key, value] of Object.entries(more)) assert.equal(line[key], `${value}`, `${event}: ${key}`);
	const [request] = lines.filter((one) => one.event === "web.request");
	assert.equal(request.status, `${answer.status}`);
	return answer;
}

test("what a player does with an instance", async () => {
	const where = { challenge: challenge.id };
	const plugin = (route) => () => call(user.headers, "POST", `/containers/api/${route}`, { chal_id: challenge.id });
	const native = (method) => () => call(user.headers, method, `/api/v1/challenges/${challenge.id}/instance`);
	const session = byCookie(await logIn(user));
	const page = (action) => () => submit(session, `/containers/challenges/${challenge.id}/${action}`, {});

	await leavesOneLine(user, "instance.request", plugin("request"), where);
	await leavesOneLine(user, "instance.renew", plugin("renew"), where);
	await leavesOneLine(user, "instance.renew", native("PATCH"), where);
	await leavesOneLine(user, "instance.renew", page("renew"), where);
	await leavesOneLine(user, "instance.reset", plugin("reset"), where);
	await leavesOneLine(user, "instance.stop", plugin("stop"), where);
	await leavesOneLine(user, "instance.request", page("start"), where);
	await leavesOneLine(user, "instance.reset", native("PUT"), where);
	await leavesOneLine(user, "instance.stop", native("DELETE"), where);
	await leavesOneLine(user, "instance.reset", page("reset"), where);
	await leavesOneLine(user, "instance.stop", page("stop"), where);
	await leavesOneLine(user, "instance.request", native("POST"), where);
	// what is refused leaves the request's line
	const from = mark();
	const refused = await call(user.headers, "POST", "/api/request", { chal_id: 999999999 });
	const [line] = await linesOf(refused, from);
	assert.deepEqual([line.event, line.user, line.route, line.status, line.challenge],
		["web.request", `${user.id}`, "/api/request", "400", "999999999"]);
	const unknown = await call(user.headers, "POST", "/api/v1/challenges/999999998/instance");
	const [native_] = await linesOf(unknown, from);
	assert.deepEqual([native_.status, native_.challenge], ["404", "999999998"]);
});

test("what an admin does with instances", async () => {
	await call(user.headers, "POST", "/api/request", { chal_id: challenge.id });
	const [{ Id: id }] = await containers(challenge);
	await leavesOneLine(boss, "instance.kill", () => call(boss.headers, "POST", "/api/kill", { container_id: id }),
		{ challenge: challenge.id });
	await leavesOneLine(boss, "instance.purge", () => call(boss.headers, "POST", "/api/purge"), { count: 0 });
	const session = byCookie(await logIn(boss));
	await leavesOneLine(boss, "instance.purge", () => submit(session, "/containers/dashboard/purge", {}));
});

test("what an admin does with challenges and settings", async () => {
	const made = await leavesOneLine(boss, "challenge.create", () =>
		call(boss.headers, "POST", "/api/v1/challenges", { name: fresh("Logged"), image: challenge.image, port: 80 }));
	const { id } = made.json.data;
	await leavesOneLine(boss, "challenge.update", () => call(boss.headers, "PATCH", `/api/v1/challenges/${id}`, { value: 5 }), { challenge: id });
	await leavesOneLine(boss, "challenge.delete", () => call(boss.headers, "DELETE", `/api/v1/challenges/${id}`), { challenge: id });

	const keys = ["docker_base_url", "docker_hostname", "container_expiration", "container_maxmemory", "container_maxcpu",
		"docker_assignment"];
	const values = Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await ctl("settings", "get", key)])));
	const save = (changed) => () => submit(boss.headers, "/api/settings/update", { ...values, ...changed });
	await leavesOneLine(boss, "settings.update", save({ container_maxmemory: "511" }), { key: "container_maxmemory", value: "511" });
	await leavesOneLine(boss, "settings.update", save({}), { key: "container_maxmemory", value: values.container_maxmemory });
});

async function nobodyYet() {
	const form = await send("GET", "/containers/login");
	return { cookie: form.headers["set-cookie"][0].split(";")[0], nonce: nonceOf(form) };
}

test("people: register, log in, log out, tokens", async () => {
	const form = await send("GET", "/containers/register");
	const visitor = { Cookie: form.headers["set-cookie"][0].split(";")[0] };
	const [name, password] = [fresh("registered"), "long enough 1"];
	await leavesOneLine("new", "account.register", () => submit(visitor, "/containers/register",
		{ name, email: `${name.replace(" ", ".")}@example.org`, password, nonce: nonceOf(form) }), { name });
	await leavesOneLine(user, "account.login", () => submit(visitor, "/containers/login",
		{ name: user.name, password: user.password, nonce: nonceOf(form) }), { name: user.name });
	const session = byCookie(await logIn(user));
	const description = fresh("for the log");
	const made = await leavesOneLine(user, "token.add", () => call(session, "POST", "/api/v1/tokens", { description }));
	const { json } = await send("GET", "/api/v1/tokens", { headers: session });
	const { id } = made.json.data;
	assert.equal(made.json.data.user_id, user.id);
	assert.deepEqual(json.data.filter((token) => token.id === id).map((token) => token.description), [description]);
	await leavesOneLine(user, "token.delete", () => call(session, "DELETE", `/api/v1/tokens/${id}`));
	await leavesOneLine(user, "account.logout", () => submit(session, "/containers/logout", {}));
});

test("what is refused to people: wrong passwords and codes, too many tries, other people's doors", async () => {
	const { cookie, nonce } = await nobodyYet();
	// { answer's request: its lines of that event }
	const told = async (event, act) => {
		const from = mark();
		const lines = await linesOf(await act(), from);
		return lines.find((line) => line.event === event);
	};
	const enter = (name, password) => () => submit({ Cookie: cookie }, "/containers/login", { name, password, nonce });
	const wrong = await told("account.login_failed", enter(user.name, "not the password"));
	assert.deepEqual([wrong.account, wrong.why, wrong.ip, wrong.user], [`${user.id}`, "password", "127.0.0.1", undefined]);
	const secret = `Tr0ub4dor ${process.pid}`;
	const unknown = await told("account.login_failed", enter(secret, "x"));
	assert.deepEqual([unknown.account, unknown.why], ["0", "no account"]);
	// it may have been a password
	assert.ok(!logOf("web").includes(secret));

	const other = await makeUser();
	let over;
	for (let i = 0; i < 30 && !over; i++) over = await told("throttle.refused", enter(other.name, "not the password"));
	assert.match(over.subject, /^login:127\.0\.0\.1:[0-9a-f]{64}$/);
	assert.equal(over.limit, "10");

	const confirm = await told("account.confirm_failed", async () => submit(byCookie(await logIn(user)), "/containers/account/password",
		{ password: "another long one", confirm: "not the password" }));
	assert.equal(confirm.user, `${user.id}`);
	await withSettings({ registration: "code", registration_code: "sesame" }, async () =>
		assert.ok(await told("account.code_failed", () => submit({ Cookie: cookie }, "/containers/register",
			{ name: fresh("coded"), email: "coded@example.org", password: "long enough 1", code: "guess", nonce }))));

	// reading, too, of who said who they are
	const door = await told("web.request", () => call(user.headers, "GET", "/api/v1/admin/audit"));
	assert.deepEqual([door.user, door.status, door.route], [`${user.id}`, "403", "/api/v1/admin/audit"]);
	const token = await told("web.request", () => call(byToken("berth_" + "0".repeat(64)), "GET", "/api/v1/users/me"));
	assert.deepEqual([token.user, token.status], [undefined, "403"]);
});

test("that an admin came in stands in the audit log, a player does not", async () => {
	const entered = async (who) => (await api("GET", `/api/v1/admin/audit?search=users/${who.id}&filter=account`)).body.data
		.filter((row) => row.action === "account.login");
	await Promise.all([boss, user].map(logIn));
	assert.deepEqual((await entered(boss)).slice(0, 1).map((row) => [row.user, row.ip, row.object]), [[boss.name, "127.0.0.1", `users/${boss.id}`]]);
	assert.deepEqual(await entered(user), []);
});

test("no line tells a password, a token or a session", async () => {
	const log = logOf("web") + logOf("keeper-supervisor");
	const { cookie, nonce } = await logIn(user);
	for (const secret of [user.password, user.token, boss.token, adminToken, cookie.split("=")[1], nonce])
		assert.ok(!log.includes(secret));
});

// -------------------------------------------------------------------- forging

// What would be a line or a field of its own if it were written as it is.
const forgeries = ['x event=forged', 'x" event=forged y="', 'x\\" event=forged y="', "x\\", '"', "=", "\\n", "x\\nts=1 event=forged"];
const withControl = ["x\nts=2026-01-01T00:00:00.000000Z level=info event=forged", "x\r\nevent=forged", "x\u2028event=forged", "x\u0085event=forged"];

test("no name, path, header or field can forge a line", async () => {
	const from = mark();
	const anonymous = await send("GET", "/containers/register");
	const visitor = { Cookie: anonymous.headers["set-cookie"][0].split(";")[0] };
	const nonce = nonceOf(anonymous);
	let n = 0;
	const wrong = [];
	for (const text of [...forgeries, ...withControl]) {
		const email = `forger${process.pid}.${++n}@example.org`;
		const name = `${process.pid}.${n} ${text}`;
		const answers = [
			await submit(visitor, "/containers/register", { name, email, password: "long enough 1", nonce }),
			await submit(visitor, "/containers/login", { name, password: text, nonce }),
			await submit({ Cookie: `berth_session=${encodeURIComponent(text)}`, "CSRF-Token": encodeURIComponent(text) },
				"/containers/login", { name }),
			await call(asAdmin, "PATCH", `/api/v1/challenges/${challenge.id}`, { name, category: text, connection_info: text }),
			await call(asAdmin, "POST", "/api/v1/tokens", { description: text }),
			await call(asAdmin, "POST", "/api/kill", { container_id: text }),
			await call(asAdmin, "POST", "/api/v1/engine/test", { url: `unix:///nowhere/${text}` }),
			await call(asAdmin, "POST", "/api/running", { chal_id: text }),
			await call(byToken(encodeURIComponent(text)), "POST", "/api/running", { chal_id: 1 }),
			await send("POST", `/api/${encodeURIComponent(text)}`, { headers: asAdmin }),
			await send("GET", `/containers/${encodeURIComponent(text)}`, { headers: asAdmin }),
			await send("GET", `/containers/dashboard?search=${encodeURIComponent(text)}`, { headers: asAdmin }),
			await submit(asAdmin, "/api/settings/update", { docker_base_url: text, [text]: text }),
		];
		wrong.push(...answers.filter(({ status }) => status >= 500 && status !== 502));
		const value = text.replaceAll(/[^\x20-\x7e]/g, "?");
		for (const header of ["User-Agent", "X-Forwarded-For", "X-Request-Id", "Content-Type", "Origin", "Sec-Fetch-Site", "Accept"]) {
			const answer = await send("POST", "/containers/api/running", { headers: { ...asAdmin, [header]: value }, body: "{}" });
			assert.equal(answer.status < 500, true);
		}
	}
	assert.deepEqual(wrong.map(({ status, text }) => [status, text.slice(0, 200)]), []);
	const lines = linesSince(from);
	assert.ok(lines.some(({ event, name }) => event === "account.register" && name.includes("forged")), "the names were logged");
	for (const line of lines) {
		assert.notEqual(line.event, "forged");
		assert.ok(["", undefined, "127.0.0.1"].includes(line.ip), `ip ${line.ip}`);
		assert.match(line.req ?? "0".repeat(16), /^[0-9a-f]{16}$/);
	}
});

test("a setting from outside cannot forge a line, in the keeper's log neither", async () => {
	const from = [mark(), logOf("keeper-supervisor").length];
	await withSettings({ event_name: 'Quoted" event=forged x="' }, async () => {
		assert.equal((await send("GET", "/containers/login")).status, 200);
	});
	await api("PATCH", `/api/v1/challenges/${challenge.id}`, { command: "sh -c 'echo \"event=forged\"; exit 3'" });
	await call(user.headers, "POST", "/api/request", { chal_id: challenge.id });
	for (const line of linesSince(from[0])) assert.notEqual(line.event, "forged");
	const keeper = logOf("keeper-supervisor").slice(from[1]).split("\n").filter(Boolean).map(parse);
	assert.ok(keeper.some(({ event }) => event === "instance.failed"));
	for (const line of keeper) assert.notEqual(line.event, "forged");
});
