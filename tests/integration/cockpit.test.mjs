// The admins' cockpit without a browser: the dashboard as a page, as CSV and as
// JSON, orders for several instances as a form, the lists and the audit log.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, admin, api, byCookie, byToken, call, dropChallenge, fresh, logIn, makeChallenge, makeUser, send, submit, until,
} from "../support/bench.mjs";
import { sql } from "../support/routes.mjs";

const asAdmin = byToken(adminToken);
const get = (path) => send("GET", path, { headers: asAdmin });
let challenge, users, session;

const find = async (query) => (await api("GET", `/api/v1/admin/instances?search=${encodeURIComponent(challenge.name)}&${query}`)).body;
const idsOf = (page) => [...page.text.matchAll(/<tr id="i-[0-9a-f]+" data-instance="([0-9a-f]+)"/g)].map((found) => found[1]);

before(async () => {
	challenge = await makeChallenge({ command: 'sh -c "httpd -p 8000 -h /www; echo hello from inside; sleep 600"', renewals_max: 3 });
	users = [await makeUser(), await makeUser()];
	for (const user of users) await call(user.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`);
	await until("both to run", async () => (await find("filter=running")).meta.pagination.total === 2);
	session = await logIn(admin);
});
after(() => dropChallenge(challenge));

test("the list is filtered, sorted and paged alike as JSON, page and CSV", async () => {
	const names = users.map((user) => user.name);
	const up = await find("sort=owner&order_by=up&per_page=1");
	assert.deepEqual(up.data.map((one) => one.user_name), [names[0]]);
	assert.deepEqual(up.meta.pagination, { page: 1, next: 2, prev: null, pages: 2, per_page: 1, total: 2 });
	const down = await find("sort=owner&order_by=down&page=2&per_page=1");
	assert.deepEqual(down.data.map((one) => one.user_name), [names[0]]);
	assert.equal((await find("filter=queued")).meta.pagination.total, 0);
	// what is not known is as if it was not said
	assert.equal((await find("filter=king&sort=king&order_by=king")).meta.pagination.total, 2);

	const query = `search=${encodeURIComponent(challenge.name)}&filter=running&sort=owner&order_by=up`;
	const page = await get(`/containers/dashboard?${query}`);
	assert.deepEqual(idsOf(page), (await find("sort=owner&order_by=up")).data.map((one) => one.public_id));
	const csv = await get(`/containers/dashboard/csv?${query}`);
	assert.match(csv.headers["content-type"], /^text\/csv/);
	const lines = csv.text.trim().split("\r\n");
	assert.equal(lines.length, 3);
	assert.match(lines[0], /^"Instance","Challenge","Image","Player"/);
	assert.ok(lines[1].includes(`"${names[0]}"`) && lines[1].includes('"running","http://'), lines[1]);
	assert.deepEqual(idsOf(await get("/containers/dashboard?search=nothing-has-this-name")), []);
});

test("the load tells of instances, engine and the last minutes", async () => {
	const load = await until("the engine's own word", async () => {
		const { data } = (await api("GET", "/api/v1/admin/load")).body;
		return data.engine.cpus && data.engine.images_bytes && data.start_ms !== null && data.minutes.at(-1).running >= 2 && data;
	}, 60000);
	assert.ok(load.instances.running >= 2 && load.engine.ok);
	assert.ok(load.engine.memory_bytes > 1e8 && load.memory_promised_mb > 0 && load.cpus_promised > 0);
	assert.ok(load.start_ms > 0);
	assert.ok(load.engine.disk_free_bytes > 0 && load.engine.disk_free_bytes < load.engine.disk_bytes);
	assert.ok(load.engine.disk_left_percent >= 0 && load.engine.disk_left_percent <= 100);
	const page = await get("/containers/dashboard");
	assert.match(page.text, /(load on|of) \d+ CPUs,? [\d. ]*promised/);
	assert.match(page.text, /of [\d.]+ GiB disk left, \d+ %/);
	assert.match(page.text, /<tbody id="hour-minutes">\s*<tr><td><time datetime="/);
});

test("a container's load is told twice, the second time of one reading", async () => {
	const [{ public_id: id }] = (await find("")).data;
	for (let i = 0; i < 2; i++) {
		const { status, body } = await api("GET", `/api/v1/admin/instances/${id}/stats`);
		assert.equal(status, 200);
		assert.ok(body.data.memory_bytes > 0 && body.data.cpu_percent >= 0, JSON.stringify(body));
	}
	const whole = await get(`/containers/admin/instances/${id}`);
	assert.match(whole.text, /hello from inside/);
	assert.match(whole.text, /data-load="memory">[\d.]+ of \d+ MiB/);
	// what the page of the drawer leaves to be asked for
	const bare = await get(`/containers/admin/instances/${id}?bare=1`);
	assert.doesNotMatch(bare.text, /hello from inside/);
	assert.match(bare.text, /data-load="memory"><\/dd>/);
});

test("several are renewed and stopped by a form, and it says what it did", async () => {
	const ids = (await find("")).data.map((one) => one.public_id);
	const order = (fields, which = ids) => send("POST", "/containers/dashboard/orders", {
		headers: { "Content-Type": "application/x-www-form-urlencoded", ...byCookie(session) },
		body: new URLSearchParams([["nonce", session.nonce], ...Object.entries(fields), ...which.map((id) => [`which-${id}`, "on"])]).toString(),
	});
	const follow = async (answer) => {
		assert.equal(answer.status, 303);
		return (await send("GET", answer.headers.location, { headers: byCookie(session) })).text;
	};
	assert.match(await follow(await order({ order: "renew" })), /Given a whole lifetime from now: 2\./);
	assert.deepEqual((await find("")).data.map((one) => one.renewals_left), [3, 3]);
	// the whole list that is searched for, whatever page it is on
	assert.match(await follow(await order({ order: "renew", all: "1", search: challenge.name }, [])), /Given a whole lifetime from now: 2\./);
	assert.match(await follow(await order({ order: "stop" }, [])), /Nothing was selected/);
	assert.equal((await order({ order: "drown" })).status, 400);
	const back = await order({ order: "stop", search: "a b&c", filter: "running" }, [ids[0], "0".repeat(16)]);
	assert.match(back.headers.location, /filter=running&search=a%20b%26c&/);
	assert.match(await follow(back), /Ordered to stop: 1\. Left as they are.*: 1\./);
	const { status, body } = await api("POST", "/api/v1/admin/instances", { order: "remove", instances: [ids[1]] });
	assert.deepEqual([status, body.data], [200, { done: 1, skipped: 0 }]);
	assert.equal((await api("POST", "/api/v1/admin/instances", { order: "remove", instances: "all" })).status, 400);
	await until("both to be gone", async () => (await find("")).meta.pagination.total === 0);
	assert.deepEqual(new Set((await find("filter=ended")).data.map((one) => one.public_id)), new Set(ids));
	for (const user of users)
		assert.equal((await call(user.headers, "POST", "/api/v1/admin/instances", { order: "remove", instances: ids })).status, 403);
});

test("the audit log is searched, filtered, exported, and says what was changed", async () => {
	const name = fresh("Audited");
	const { body: { data: { id } } } = await api("POST", "/api/v1/challenges", { name, category: "test", description: "x", type: "standard", value: 100 });
	await api("PATCH", `/api/v1/challenges/${id}`, { value: 250, tags: "web" });
	await api("DELETE", `/api/v1/challenges/${id}`);
	const query = `filter=challenge&search=challenges/${id}`;
	const { data, meta } = (await api("GET", `/api/v1/admin/audit?${query}&per_page=2`)).body;
	assert.deepEqual(data.map((row) => row.action), ["challenge.delete", "challenge.update"]);
	assert.equal(meta.pagination.total, 3);
	assert.deepEqual([data[1].user, data[1].object, JSON.parse(data[1].before).value, JSON.parse(data[1].after).value],
		[admin.name, `challenges/${id}`, 100, 250]);
	const page = await get(`/containers/admin/audit?${query}`);
	assert.match(page.text, /<dt>value<\/dt><dd><del>100<\/del> <ins>250<\/ins>/);
	assert.match(page.text, /<dt>tags<\/dt><dd> <ins>web<\/ins>/);
	assert.doesNotMatch(page.text, /<dt>category<\/dt><dd><del>test<\/del> <ins>test/);
	assert.equal((await get(`/containers/admin/audit/csv?${query}`)).text.trim().split("\r\n").length, 4);
	assert.match((await get("/containers/admin/audit?search=nothing-like-this")).text, /Nothing matches/);
});

// Five changes of nobody else's, at known times; gone afterwards.
async function withChanges(then) {
	const who = fresh("Clerk R&D+1 #");
	const times = ["2001-02-03 23:59:59.999999", "2001-02-04 00:00:00", "2001-02-04 12:30:59.5", "2001-02-04 23:59:59.999999", "2001-02-05 00:00:00"];
	sql(`INSERT INTO audit_log (at, user_name, action, object) VALUES ${times.map((at, i) => `('${at}', '${who}', 'user.update', 'users/${i}')`)}`);
	try {
		await then(who);
	} finally {
		sql(`DELETE FROM audit_log WHERE user_name = '${who}'`);
	}
}

test("the audit log is asked for days and moments, both included, as a page, JSON and CSV", () => withChanges(async (who) => {
	for (const [from, to, want] of [
		["", "", "43210"], ["2001-02-04", "", "4321"], ["", "2001-02-04", "3210"], ["2001-02-04", "2001-02-04", "321"], ["2001-02-03", "2001-02-03", "0"],
		["2001-02-04T00:00", "2001-02-04T12:30", "21"], ["2001-02-04T00:00:01Z", "2001-02-04 12:30:59", "2"], ["", "2001-02-04T12:30:58Z", "10"],
		["2001-02-04T01:00:00+01:00", "981244800", "1"], ["2001-02-05", "2001-02-05T00:00", "4"], ["2001-02-06", "", ""], ["", "1999-01-01", ""],
	]) {
		const query = new URLSearchParams({ search: who, from, to });
		const { status, body } = await api("GET", `/api/v1/admin/audit?${query}`);
		assert.equal(status, 200, `${query}`);
		assert.equal(body.data.map((row) => row.object.replace("users/", "")).join(""), want, `${query}`);
		assert.equal(body.meta.pagination.total, want.length);
		const page = await get(`/containers/admin/audit?${query}`);
		assert.deepEqual([page.status, page.text.match(/>users\/\d</g) ?? []], [200, [...want].map((i) => `>users/${i}<`)], `${query}`);
		if (!want) assert.match(page.text, /Nothing matches/);
		const csv = await get(`/containers/admin/audit/csv?${query}`);
		assert.equal(csv.text.trim().split("\r\n").length, want.length + 1, `${query}`);
	}
}));

test("what is no day is said, and nothing else is shown for it", async () => {
	for (const [from, to, field, sentence] of [
		["yesterday", "", "from", /^must be a day such as/], ["", "2001-02-30", "to", /^must be a day such as/], ["25.11.2026", "", "from", /^must be a day/],
		["2001-02-05", "2001-02-04", "to", /^must not be before the first$/], ["2001-02-04T12:31", "2001-02-04T12:30", "to", /^must not be before/],
	]) {
		const query = new URLSearchParams({ from, to });
		const { status, body } = await api("GET", `/api/v1/admin/audit?${query}`);
		assert.equal(status, 400, `${query}`);
		assert.deepEqual(Object.keys(body.errors), [field]);
		assert.match(body.errors[field][0], sentence);
		const page = await get(`/containers/admin/audit?${query}`);
		assert.equal(page.status, 400, `${query}`);
		assert.match(page.text, new RegExp(`role="alert" data-field="${field}"`));
		assert.doesNotMatch(page.text, /<td|Download CSV|Nothing/);
		// what was typed is still there
		assert.ok(page.text.includes(`name="from" value="${from}"`) && page.text.includes(`name="to" value="${to}"`), `${query}`);
		assert.equal((await get(`/containers/admin/audit/csv?${query}`)).status, 400, `${query}`);
	}
});

test("a day stays while the audit log is paged, exported and searched; a moment is not forgotten by the field for days", () => withChanges(async (who) => {
	sql(`INSERT INTO audit_log (at, user_name, action, object) SELECT '2001-02-04 10:00:00', '${who}', 'user.update', 'users/9' FROM seq_1_to_250`);
	const links = ({ text }) => [...text.matchAll(/href="(\/containers\/admin\/audit[^"]+)"/g)].map(([, href]) => href.replaceAll("&amp;", "&"));
	const rows = ({ text }) => text.match(/<tr><td/g).length;
	const query = new URLSearchParams({ search: who, from: "2001-02-04", to: "2001-02-05T00:00+01:00" });
	const first = await get(`/containers/admin/audit?${query}`);
	assert.match(first.text, /<input type="date"[^>]* name="from" value="2001-02-04">/);
	assert.match(first.text, /<input type="text"[^>]* name="to" value="2001-02-05T00:00\+01:00"/);
	const [csv, older] = links(first);
	assert.equal((await get(csv)).text.trim().split("\r\n").length, 1 + 252);
	const second = await get(older);
	const [, newer, oldest] = links(second);
	const third = await get(oldest);
	assert.deepEqual([first, second, third].map(rows), [100, 100, 52]);
	assert.equal(rows(await get(newer)), 100);
	assert.deepEqual(links(third).map((href) => new URLSearchParams(href.split("?")[1]).get("to")), ["2001-02-05T00:00+01:00", "2001-02-05T00:00+01:00"]);
}));

test("the audit log's index finds a day, without sorting", () => {
	const plan = sql("EXPLAIN SELECT l.id FROM audit_log l WHERE l.at >= '2001-02-04' AND l.at < '2001-02-05' ORDER BY l.at DESC, l.id DESC LIMIT 51");
	assert.match(plan, /\trange\taudit_log_at\taudit_log_at\t/);
	assert.doesNotMatch(plan, /filesort/);
});

test("the OpenAPI document says how the lists are narrowed down", async () => {
	const { body } = await api("GET", "/api/v1/openapi.json");
	const names = (path) => body.paths[path].get.parameters.map(({ name }) => name);
	assert.deepEqual(names("/api/v1/admin/audit"), ["page", "per_page", "q", "filter", "from", "to"]);
	assert.deepEqual(names("/api/v1/solves"), ["page", "per_page", "q", "filter"]);
	const { schema } = body.paths["/api/v1/submissions"].get.parameters.find(({ name }) => name === "filter");
	assert.deepEqual(schema.enum, ["correct", "incorrect", "partial"]);
});

test("the contest's lists are JSON for admins, in CTFd's shape", async () => {
	const { body: { data: easy } } = await api("POST", "/api/v1/challenges", { name: fresh("Listed"), category: "test", description: "x", type: "standard", value: 10, state: "visible" });
	await api("POST", "/api/v1/flags", { challenge_id: easy.id, content: "flag{listed}", type: "static" });
	const user = await makeUser();
	const { id } = (await call(user.headers, "GET", "/api/v1/users/me")).json.data;
	for (const submission of ["flag{wrong}", "flag{listed}"])
		await call(user.headers, "POST", "/api/v1/challenges/attempt", { challenge_id: easy.id, submission });
	const search = `q=${encodeURIComponent(user.name)}`;
	const { data } = (await api("GET", `/api/v1/submissions?${search}`)).body;
	assert.deepEqual(data.map((row) => [row.type, row.provided, row.user_id, row.challenge]),
		[["correct", "flag{listed}", id, { id: easy.id, name: easy.name }], ["incorrect", "flag{wrong}", id, { id: easy.id, name: easy.name }]]);
	assert.equal((await api("GET", `/api/v1/submissions?${search}&type=correct`)).body.meta.pagination.total, 1);
	const solves = (await api("GET", `/api/v1/solves?${search}`)).body.data;
	assert.deepEqual(solves.map((row) => [row.user, row.value, row.first_blood]), [[{ id, name: user.name }, 10, true]]);
	for (const path of ["submissions", "solves", "awards", "admin/cheats", "admin/audit", "admin/instances", "admin/load"]) {
		const answer = await api("GET", `/api/v1/${path}`);
		assert.ok(answer.body.success, path);
		if (path !== "admin/load") assert.equal(answer.body.meta.pagination.page, 1, path);
		assert.equal((await call(user.headers, "GET", `/api/v1/${path}`)).status, 403, path);
	}
	await api("DELETE", `/api/v1/challenges/${easy.id}`);
});
