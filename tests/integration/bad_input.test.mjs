// Bad input: the right status, a sentence that says what is wrong, and nothing
// changed.  Bodies go over the wire as they stand here.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, ctl, dropChallenge, fresh, logIn, logOf, makeChallenge, makeUser, nonceOf, send,
	submit,
} from "../support/bench.mjs";

const asAdmin = byToken(adminToken);
const MB = 1024 * 1024;
const deep = (n) => "[".repeat(n) + "]".repeat(n);

// What is no JSON object, whatever the route would do with it.
const brokenJson = [
	["cut in a string", '{"name":"cu', 400],
	["cut after a key", '{"name":', 400],
	["10,000 deep", `{"name":${deep(10000)}}`, 400],
	["40 deep", `{"name":${deep(40)}}`, 400],
	["30,000 values in 60 kB", `{"ports":[${"1,".repeat(29999)}1]}`, [400, 413]],
	["a key twice", '{"name":"a","name":"b"}', 400],
	["a key twice, once escaped", '{"name":"a","n\\u0061me":"b"}', 400],
	["an escaped NUL", '{"name":"a\\u0000b"}', 400],
	["a NUL", '{"name":"a\0b"}', 400],
	["half a surrogate pair", '{"name":"\\ud800"}', 400],
	["invalid UTF-8", Buffer.from([...Buffer.from('{"name":"'), 0xff, 0xfe, ...Buffer.from('"}')]), 400],
	["overlong UTF-8", Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')]), 400],
	["a comment", '{/* */"name":"a"}', 400],
	["something behind it", '{"name":"a"} {}', 400],
	["a number beyond all bounds", '{"value":1e999}', 400],
	["an array", "[]", 400],
	["a string", '"name"', 400],
	["nothing", "", 400],
	["only spaces", "   ", 400],
	["300 kB", JSON.stringify({ name: "x".repeat(300 * 1024) }), 413],
	["1.5 MB", JSON.stringify({ name: "x".repeat(1.5 * MB) }), 413],
	["3 MB, which nginx refuses", JSON.stringify({ name: "x".repeat(3 * MB) }), 413],
];

// The sentence of an answer in any of the shapes there are.
function sentence({ json, text, headers }) {
	if (json) return json.message ?? json.error ?? Object.values(json.errors ?? {}).flat().join(" ");
	assert.match(headers["content-type"], /^text\//);
	return (/class="(?:alert[^"]*|lead)"[^>]*>([^<]+)/.exec(text) ?? /<p>([^<]+)/.exec(text) ?? [null, text])[1];
}

function expectRefusal(what, answer, status) {
	assert.ok([status].flat().includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
	assert.match(sentence(answer), /[a-z]{2,} [a-z]/, `${what}: no sentence in ${answer.text.slice(0, 300)}`);
}

let mine;

before(async () => {
	mine = await makeChallenge();
});

after(() => dropChallenge(mine));

// Whatever has changed since, by the log of the workers.
const changes = (from) => logOf("web").slice(from).split("\n")
	.filter((line) => /event=(challenge|account|user|token|settings|instance)\./.test(line));
const everything = async () => JSON.stringify((await api("GET", "/api/v1/challenges?view=admin")).body);

// --------------------------------------------------------------------- JSON

describe("a body that is no good JSON is refused on every JSON route", () => {
	const routes = () => [
		["POST", "/api/v1/challenges"], ["PATCH", `/api/v1/challenges/${mine.id}`], ["POST", "/api/v1/markdown"],
		["POST", "/api/v1/tokens"], ["POST", "/api/v1/engine/test"],
		...["running", "request", "renew", "reset", "stop", "kill"].map((route) => ["POST", `/api/${route}`]),
	];

	for (const [what, body, status] of brokenJson) {
		test(what, async () => {
			const boss = await makeUser("--admin");
			const before = await everything();
			const from = logOf("web").length;
			for (const [method, path] of routes()) {
				const answer = await send(method, path, { headers: { "Content-Type": "application/json", ...boss.headers }, body });
				// routes differ in how much they take
				expectRefusal(`${method} ${path}`, answer, path.startsWith("/api/v1/") && body.length < 16000 ? status : [400, 413]);
			}
			assert.deepEqual(changes(from), []);
			assert.equal(await everything(), before);
		});
	}
});

describe("a wrong field of a challenge is named, and nothing is saved", () => {
	const long = "x".repeat(129);
	const rows = [
		["name", ["", "   ", "\u00a0\u2003\u3000", "a\tb", "a\nb", "a\rb", "a\u0007b", "a\u202eb", "a\u200bb", "\ufeffx", long, null, [], {}, true]],
		["category", ["a\nb", "a\u202eb", long, ["x"]]],
		["description", ["a\u0007b", "x".repeat(65 * 1024)]],
		["connection_info", ["a\nb", "x".repeat(256)]],
		["type", ["", "Container", "vm", 1]],
		["state", ["", "Visible", "public"]],
		["function", ["", "exponential"]],
		["value", [-1, 1000001, "1e3", " x", 1.5, "9223372036854775808", true, []]],
		["max_attempts", [-1, "many"]],
		["port", [0, -1, 70000, 65536, "0", "70000", "1e3", "80a", 80.5, "9223372036854775808"]],
		["ports", ["0", "70000", "80/sctp", "80 a\u202eb", "80,80", [70000], [{ port: 0 }], [{ port: 80, host: 1 }], [[80]],
			Array.from({ length: 17 }, (_, i) => i + 1)]],
		["kind", ["sctp", ""]],
		["image", ["", "  ", "no spaces here", "a/UPPER", "a:b:c", "-rm", "x".repeat(256), "a\nb", "https://host/image"]],
		["command", ['sh -c "unclosed', "sh 'unclosed", "x".repeat(4097), "a\u0007b"]],
		["volumes", ["not json", "[", '"text"', "[]", '{"/etc":{"bind":"/mnt","mode":"rw"}}', '{"/":{"bind":"/x"}}',
			'{"relative":{"bind":"/x"}}', '{"/tmp/../etc":{"bind":"/x"}}', '{"/var/run/docker.sock":{"bind":"/s","mode":"ro"}}',
			{ "/etc": { bind: "/mnt", mode: "ro" } }]],
		["memory_mb", [1, -1, 1048577, "1e3"]],
		["cpu", [-1, "0.0001", 1025, "half"]],
		["pids", [-1, 100001]],
		["lifetime_min", [-2, 525601, "soon"]],
		["renewals_max", [-2, 1001]],
		["no_such_field", [1, "x"]],
		["id", [1]],
	];

	for (const [field, values] of rows) {
		test(field, async () => {
			const boss = await makeUser("--admin");
			const before = await everything();
			for (const value of values) {
				const good = { name: fresh("Bad input"), type: "container", image: mine.image, port: 8000 };
				if (field === "ports" || field === "kind") delete good.port;
				if (field === "kind") good.port = 80;
				for (const [method, path, body] of [["POST", "/api/v1/challenges", { ...good, [field]: value }],
					["PATCH", `/api/v1/challenges/${mine.id}`, { [field]: value }]]) {
					const answer = await call(boss.headers, method, path, body);
					const what = `${method} ${field} ${JSON.stringify(value)?.slice(0, 60)}`;
					assert.equal(answer.status, 400, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
					assert.equal(answer.json.success, false);
					const [[named, [why]]] = Object.entries(answer.json.errors);
					assert.ok([field, "port", "ports"].includes(named), `${what}: blames ${named}`);
					assert.match(why, /[a-z]{2,} [a-z]/, what);
				}
			}
			assert.equal(await everything(), before);
		});
	}

	test("a minimum above the initial value", async () => {
		const answer = await api("PATCH", `/api/v1/challenges/${mine.id}`, { function: "linear", initial: 10, minimum: 20 });
		assert.deepEqual([answer.status, answer.body.errors], [400, { minimum: ["must not be above initial"] }]);
	});

	test("a name of 1 MB", async () => {
		const answer = await api("PATCH", `/api/v1/challenges/${mine.id}`, { name: "x".repeat(MB - 20) });
		assert.equal(answer.status, 413);
	});
});

test("an id in a path that is none is 404", async () => {
	for (const id of ["-1", "0", "9223372036854775808", "99999999999999999999", "1e3", "%201", "1%20", "+1", "0x1", "1.5", "%00", "a", "..%2f1", "１"].map(encodeURI)) {
		for (const path of [`/api/v1/challenges/${id}`, `/api/v1/challenges/${id}/instance`, `/containers/challenges/${id}`,
			`/containers/admin/challenges/${id}`]) {
			const answer = await send("GET", path, { headers: asAdmin });
			assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
		}
	}
});

test("what may be left out may be left out, or be null", async () => {
	const { headers } = await makeUser();
	for (const body of [{}, { description: null, expiration: null }, { description: "x", expiration: "" }]) {
		const { status, json } = await call(headers, "POST", "/api/v1/tokens", body);
		assert.deepEqual([status, json.success, json.data.expiration], [200, true, null]);
	}
	for (const body of [{ expiration: "tomorrow" }, { expiration: 1 }, { expiration: "2026-02-30" }, { expiration: "2000-01-01" }, { description: 1 }])
		expectRefusal(JSON.stringify(body), await call(headers, "POST", "/api/v1/tokens", body), 400);
	for (const body of [{}, { url: null }]) assert.equal((await api("POST", "/api/v1/engine/test", body)).status, 200);
	const { status, body: { data } } = await api("PATCH", `/api/v1/challenges/${mine.id}`, { ports: [{ port: 8000 }, { port: 9, kind: null, label: null }] });
	assert.equal(status, 200);
	assert.deepEqual(data.ports, [8000, 9].map((port) => ({ port, kind: "tcp", label: "" })));
});

test("a search takes any text and finds what has it", async () => {
	const named = await makeChallenge({ name: fresh("Prüfung 'x%_\\ \u{1f6a2}") });
	const user = await makeUser();
	await call(user.headers, "POST", `/api/v1/challenges/${named.id}/instance`);
	for (const [text, found] of [[named.name, 1], ["Prüfung", 1], ["\u{1f6a2}", 1], ["x%_\\", 1], ["prüfung 'X", 1], ["ü%g", 0], ["\u2028", 0], ["' OR '1'='1", 0]]) {
		const { status, body } = await api("GET", `/api/v1/admin/instances?search=${encodeURIComponent(text)}`);
		assert.deepEqual([text, status, body.meta?.pagination.total], [text, 200, found]);
		const page = await send("GET", `/containers/dashboard?search=${encodeURIComponent(text)}`, { headers: asAdmin });
		assert.equal(page.status, 200);
	}
	await dropChallenge(named);
});

// -------------------------------------------------------------------- forms

describe("forms", () => {
	let anonymous, session, logAt;

	before(async () => {
		const form = await send("GET", "/containers/register");
		anonymous = { Cookie: form.headers["set-cookie"][0].split(";")[0], nonce: nonceOf(form) };
		session = await logIn(await makeUser("--admin"));
		logAt = logOf("web").length;
	});

	const register = (fields) =>
		submit({ Cookie: anonymous.Cookie }, "/containers/register", { nonce: anonymous.nonce, ...fields });
	const good = () => ({ name: fresh("form"), email: `${fresh("form").replace(" ", ".")}@example.org`, password: "long enough 1" });

	for (const [field, values] of [
		["name", ["", "   ", "\u00a0\u3000", "a\tb", "a\nb", "a\r\nb", "a\u0007b", "a\u202eb", "a\u200bb", "x".repeat(129), "é".repeat(65)]],
		["email", ["", "x", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\nc", `${"x".repeat(250)}@b.org`]],
		["password", ["", "short", "x".repeat(129)]],
	]) {
		test(`register: a wrong ${field} is named`, async () => {
			for (const value of values) {
				const answer = await register({ ...good(), [field]: value });
				assert.equal(answer.status, 400, `${field} ${JSON.stringify(value)}: ${answer.status}`);
				assert.match(sentence(answer), new RegExp(`^${field}: must`));
			}
		});
	}

	test("register: a field that is missing, repeated or huge", async () => {
		for (const field of ["name", "email", "password"]) {
			const { [field]: _, ...rest } = good();
			expectRefusal(`no ${field}`, await register(rest), 400);
			const twice = [...Object.entries({ ...good(), nonce: anonymous.nonce }), [field, "another value"]];
			const answer = await submit({ Cookie: anonymous.Cookie }, "/containers/register", twice);
			assert.deepEqual([answer.status, sentence(answer)], [400, `${field}: is there more than once`]);
		}
		expectRefusal("a name of 1 MB", await register({ ...good(), name: "x".repeat(MB - 1000) }), 413);
		expectRefusal("a name of 1.9 MB", await register({ ...good(), name: "x".repeat(1.9 * MB) }), 413);
	});

	const raw = (path, type, body, headers = byCookie(session)) =>
		send("POST", path, { headers: { ...headers, "Content-Type": type }, body });
	const urlencoded = "application/x-www-form-urlencoded";
	const paths = () => ["/containers/login", "/containers/register", "/containers/account/tokens", "/containers/admin/challenges/new",
		`/containers/admin/challenges/${mine.id}`];

	for (const [what, type, body] of [
		["a field twice", urlencoded, "name=a&description=b&name=c"],
		["a bad escape", urlencoded, "name=%zz"],
		["a cut escape", urlencoded, "name=%4"],
		["a NUL", urlencoded, "name=a%00b"],
		["invalid UTF-8", urlencoded, "name=%ff%fe"],
		["overlong UTF-8", urlencoded, "name=%c0%af"],
		["100 fields", urlencoded, Array.from({ length: 100 }, (_, i) => `f${i}=1`).join("&")],
		["multipart without a boundary", "multipart/form-data", "--x\r\n"],
		["multipart that is cut", "multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na'],
		["multipart with a file", "multipart/form-data; boundary=x",
			'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\na\r\n--x--\r\n'],
	]) {
		test(`a form with ${what}`, async () => {
			const before = await everything();
			for (const path of paths()) expectRefusal(path, await raw(path, type, body), 400);
			assert.equal(await everything(), before);
		});
	}

	test("a form that is none", async () => {
		for (const path of paths()) {
			for (const type of ["application/json", "text/plain", "application/octet-stream"])
				expectRefusal(`${path} ${type}`, await raw(path, type, "{}"), 415);
		}
	});

	test("a challenge's form: wrong and unknown fields are said, and what was typed stays", async () => {
		const before = await everything();
		for (const [field, value, why] of [["ports", "0", /^ports: must be 1 to 65535/], ["ports", "70000", /^ports: must be 1 to 65535/],
			["name", "  ", /^name: must not be empty/], ["name", "a\u202eb", /^name: must not have control/],
			["volumes", "{", /^volumes: /], ["volumes", '{"/etc":{"bind":"/x"}}', /^volumes: \/etc /], ["image", "no image", /^image: must be/],
			["command", "'", /^command: /], ["memory_mb", "1e3", /^memory_mb: must be/], ["surprise", "x", /^surprise: is not a field/]]) {
			const typed = fresh("Typed");
			const answer = await submit(byCookie(session), "/containers/admin/challenges/new",
				{ name: typed, type: "container", image: mine.image, ports: "8000/http", [field]: value });
			assert.equal(answer.status, 400);
			assert.match(sentence(answer).replaceAll("&#x2F;", "/").replaceAll("&#47;", "/"), why);
			if (field !== "name") assert.ok(answer.text.includes(typed));
		}
		assert.equal(await everything(), before);
	});

	test("none of them made or changed anything", () => {
		assert.deepEqual(changes(logAt).filter((line) => !/event=user\.add|event=token\.add actor=""/.test(line)), []);
	});

	test("a name that is taken is, however it is written", async () => {
		const name = fresh("Some Body");
		assert.equal((await register({ ...good(), name })).status, 303);
		for (const other of [name, name.toUpperCase(), name.toLowerCase(), `  ${name} `, name.replace(" ", "  "), name.replace(" ", "\u00a0"),
			`${name}\u3000`]) {
			const answer = await register({ ...good(), name: other });
			assert.equal(answer.status, 409, JSON.stringify(other));
			assert.equal(sentence(answer), "name: This name is taken already.");
		}
	});
});

// ------------------------------------------------- what only the engine knows

test("an image that isn't there has a sentence for the admin and a polite one for the player", async () => {
	const broken = await makeChallenge({ image: "berth-test-not-there:1" });
	const user = await makeUser();
	assert.equal((await call(user.headers, "POST", "/api/request", { chal_id: broken.id })).status, 500);
	const { json } = await send("GET", `/api/v1/challenges/${broken.id}/instance`, { headers: user.headers });
	assert.equal(json.data.message, "The image of this challenge is missing. Please tell an organiser.");
	assert.ok(!JSON.stringify(json).includes("berth-test-not-there"));
	const line = logOf("keeper-supervisor").split("\n").findLast((text) => text.includes(`event=instance.failed`));
	assert.match(line, /detail="[^"]*berth-test-not-there:1/);
	const id = /instance=([0-9a-f]+)/.exec(line)[1];
	const page = await send("GET", `/containers/admin/instances/${id}`, { headers: asAdmin });
	assert.match(page.text, /berth-test-not-there:1/);
	await dropChallenge(broken);
});

// ----------------------------------------------------------------- berthctl

test("berthctl refuses what the forms refuse", async () => {
	for (const words of [["user", "add", "  ", "--random-password"], ["user", "add", "a\nb", "--random-password"],
		["user", "add", "admin", "--random-password"], ["user", "add", "ADMIN ", "--random-password"],
		["settings", "set", "container_expiration", "-1"], ["settings", "set", "no_such", "1"], ["token", "add", "nobody at all"]]) {
		const failed = await ctl(...words).then(() => null, (error) => error);
		assert.ok(failed, words.join(" "));
		assert.equal(failed.code, 1, words.join(" "));
		assert.match(failed.stderr, /^berthctl: .*[a-z]{2,} [a-z]/);
	}
});
