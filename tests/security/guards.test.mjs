// What is refused by the head of a request alone: what other pages make a
// browser send, what came to another name, and large bodies of people who may
// not send any.
import assert from "node:assert/strict";
import net from "node:net";
import { before, test } from "node:test";
import { adminToken, byCookie, byToken, call, send, submit, url } from "../support/bench.mjs";
import { makeStandard, nobody, person } from "../support/routes.mjs";

const { hostname, port, host, origin } = new URL(url);
let user, boss, challenge;

before(async () => {
	[user, boss, challenge] = [await person(), await person("--admin"), await makeStandard()];
});

// ------------------------------------------------------------ other origins

const foreign = [
	{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: "" + origin.replace(port, "1") }, { Origin: `${origin}.evil.example` },
	{ Origin: `http://evil.example/${host}` }, { Origin: `http://${hostname}@evil.example` }, { Origin: "http://localhost" },
	{ "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }, { "Sec-Fetch-Site": "same-site", Origin: origin },
	{ "Sec-Fetch-Site": "what" },
];
const own = [{}, { Origin: origin }, { Origin: origin.toUpperCase() }, { "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "none" },
	{ "Sec-Fetch-Site": "same-origin", Origin: origin }];

test("a page of another origin changes nothing, even with the nonce", async () => {
	const statuses = async (headers) => {
		const answer = await call({ ...byCookie(user.session), ...headers }, "POST", "/api/v1/tokens", {});
		const visitor = await nobody();
		const form = await submit({ Cookie: visitor.cookie, ...headers }, "/containers/login", { name: "x", password: "y", nonce: visitor.nonce });
		return [answer.status, /came from another site/.test(form.text)];
	};
	for (const headers of foreign) assert.deepEqual(await statuses(headers), [403, true], JSON.stringify(headers));
	assert.equal((await call(user.headers, "GET", "/api/v1/tokens")).json.data.length, 1);
	for (const headers of own) assert.deepEqual(await statuses(headers), [200, false], JSON.stringify(headers));
});

test("a proxy that takes the port from Host is no other origin", async () => {
	const ask = (from, to) => call({ ...byCookie(user.session), Origin: from, Host: to }, "POST", "/api/v1/tokens", {});
	assert.equal((await ask("https://ctf.example.org:8443", "ctf.example.org")).status, 200);
	assert.equal((await ask("https://ctf.example.org", "CTF.example.org")).status, 200);
	assert.equal((await ask("https://ctf.example.org:8443", "ctf.example.org:8444")).status, 403);
	assert.equal((await ask("https://ctf.example.org.evil.example", "ctf.example.org")).status, 403);
	assert.equal((await ask("https://evil.example", "")).status, 403);
});

test("reading and tokens are not asked where they come from", async () => {
	for (const headers of foreign) {
		assert.equal((await send("GET", "/containers/account", { headers: { Cookie: user.session.cookie, ...headers } })).status, 200);
		assert.equal((await call({ ...user.headers, ...headers }, "PATCH", "/api/v1/users/me", {})).status, 200);
	}
});

// ------------------------------------------------------------- large bodies

// Send a head alone and give what comes back, up to the end of its head.
function headOnly(lines) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(Number(port), hostname, () => socket.write(`${lines.join("\r\n")}\r\nHost: ${host}\r\n\r\n`));
		let text = "";
		socket.setTimeout(60000, () => reject(new Error(`no answer to ${lines.join(", ")}`)));
		socket.on("error", reject);
		socket.on("data", (part) => {
			text += part;
			if (!text.includes("\r\n\r\n")) return;
			socket.destroy();
			resolve(text);
		});
	});
}

const length = `Content-Length: ${32 * 1024 * 1024}`;
const upload = (who, ...more) => headOnly([`PUT /api/v1/challenges/${challenge.id}/files?name=x HTTP/1.1`,
	"Content-Type: application/octet-stream", ...Object.entries(who).map(([name, value]) => `${name}: ${value}`), ...more]);

test("who may not upload is told so before the file is sent", async () => {
	const visitor = await nobody();
	const without = { Cookie: boss.session.cookie };
	for (const who of [{}, user.headers, byCookie(user.session), byCookie(visitor), without, { ...without, "CSRF-Token": user.session.nonce },
		{ ...byCookie(boss.session), Origin: "https://evil.example" }, { ...byToken("berth_nobody"), Cookie: boss.session.cookie }])
		for (const body of [[length], ["Transfer-Encoding: chunked"]]) {
			const answer = await upload(who, ...body);
			assert.match(answer, /^HTTP\/1.1 403 /, JSON.stringify(who));
			assert.match(answer, /\r\nContent-Type: application\/json/i);
		}
	// another method of the same address
	assert.match(await headOnly([`POST /api/v1/challenges/${challenge.id}/files HTTP/1.1`, length]), /^HTTP\/1.1 403 /);
});

test("who may is not, and small requests get the answer that says why", async () => {
	for (const who of [byToken(adminToken), boss.headers, byCookie(boss.session)])
		assert.match(await upload(who, length, "Expect: 100-continue"), /^HTTP\/1.1 100 /);
	const path = `/api/v1/challenges/${challenge.id}/files`;
	assert.equal((await send("POST", path)).status, 405);
	assert.deepEqual((await call(user.headers, "GET", path)).json.data, []);
	assert.match((await send("PUT", path, { body: "x" })).json.message, /logged in/);
	assert.equal((await send("GET", "/containers/may-send")).status, 404);
});
