// What every test that speaks to a bench needs: its address, its people, its
// command line, its engine.  Nothing here knows of a browser.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import { promisify } from "node:util";

const run = promisify(execFile);

function needed(name) {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests by ./dev test`);
	return value;
}

export const url = needed("BERTH_URL");
export const folder = needed("BERTH_VAR");
export const admin = { name: needed("BERTH_ADMIN_NAME"), password: needed("BERTH_ADMIN_PASSWORD") };
export const player = { name: needed("BERTH_PLAYER_NAME"), password: needed("BERTH_PLAYER_PASSWORD") };
export const adminToken = needed("BERTH_ADMIN_TOKEN");

// A name that no other test has.
let made = 0;
export const fresh = (what) => `${what} ${process.pid}-${++made}`;

// Until `look` gives something true, at most `ms`; then that.
export async function until(what, look, ms = 20000) {
	const end = Date.now() + ms;
	for (;;) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

// ------------------------------------------------------------------- HTTP

// One request through nginx, byte for byte as it is written here: `body` is
// text or a Buffer.  json is null where the answer is none.
export function send(method, path, { headers = {}, body } = {}) {
	const { hostname, port } = new URL(url);
	return new Promise((resolve, reject) => {
		const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
		const req = http.request({ hostname, port, method, path, headers: { ...length, ...headers } }, (res) => {
			const parts = [];
			res.on("data", (part) => parts.push(part));
			res.on("error", reject);
			res.on("end", () => {
				const text = Buffer.concat(parts).toString();
				let json = null;
				try {
					json = JSON.parse(text);
				} catch {
					// a page, or nothing
				}
				resolve({ status: res.statusCode, headers: res.headers, text, json });
			});
		});
		req.on("error", reject);
		req.end(body);
	});
}

// The ways to say who one is.
export const byToken = (token) => ({ Authorization: `Token ${token}` });
export const byCookie = (session) => ({ Cookie: session.cookie, "CSRF-Token": session.nonce });

// A JSON call with somebody's headers.
export function call(who, method, path, body) {
	const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
	return send(method, path, { headers: { "Content-Type": "application/json", ...who }, body: text });
}

// A form sent with somebody's headers.
export function submit(who, path, fields) {
	return send("POST", path, {
		headers: { "Content-Type": "application/x-www-form-urlencoded", ...who },
		body: new URLSearchParams(fields).toString(),
	});
}

export function multipart(who, path, fields) {
	const boundary = "berth-test-boundary";
	const parts = Object.entries(fields).map(([name, value]) =>
		`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
	return send("POST", path, {
		headers: { "Content-Type": `multipart/form-data; boundary=${boundary}`, ...who },
		body: `${parts.join("")}--${boundary}--\r\n`,
	});
}

// A form with files: fields are text, or { name, data } for a file.
export function uploadForm(who, path, fields) {
	const boundary = "berth-test-boundary";
	const parts = Object.entries(fields).flatMap(([field, value]) => value.data === undefined
		? [`--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`]
		: [`--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${value.name}"\r\n`
			+ "Content-Type: application/octet-stream\r\n\r\n", value.data, "\r\n"]);
	return send("POST", path, {
		headers: { "Content-Type": `multipart/form-data; boundary=${boundary}`, ...who },
		body: Buffer.concat([...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part))),
	});
}

export const nonceOf = (page) => /name="nonce" value="([0-9a-f]+)"/.exec(page.text)[1];
const cookieOf = (answer) => answer.headers["set-cookie"]?.[0].split(";")[0];

// Log in as a browser does: { cookie, nonce } of the session.
export async function logIn(who) {
	const form = await send("GET", "/containers/login");
	const answer = await submit({ Cookie: cookieOf(form) }, "/containers/login",
		{ name: who.name, password: who.password, nonce: nonceOf(form) });
	if (answer.status !== 303) throw new Error(`login of ${who.name}: ${answer.status}`);
	const cookie = cookieOf(answer);
	const account = await send("GET", "/containers/account", { headers: { Cookie: cookie } });
	return { cookie, nonce: nonceOf(account) };
}

// A call of the API as admin.
export async function api(method, path, body) {
	const { status, json } = await call(byToken(adminToken), method, path, body);
	return { status, body: json };
}

// --------------------------------------------------------- people and rules

// berthctl of the bench.
export async function ctl(...words) {
	const { stdout } = await run(`${folder}/root/bin/berthctl`, ["--config", `${folder}/etc/berth.conf`, ...words]);
	return stdout.trim();
}

// An account of the test's own: { name, password, token, headers }.
export async function makeUser(...options) {
	const name = fresh("tester");
	const password = await ctl("user", "add", name, "--random-password", ...options);
	const token = await ctl("token", "add", name);
	return { name, password, token, headers: byToken(token) };
}

// A change is seen by every process within this time: so it is promised
// (berthctl(1)), and so the tests take it.
const SETTINGS_MS = 1000;

// Set settings and give back what they were.
export async function setSettings(values) {
	const all = new Map((await ctl("settings", "list")).split("\n").map((line) => /^(\S+) *(.*)$/.exec(line).slice(1)));
	const before = {};
	for (const [key, value] of Object.entries(values)) {
		before[key] = all.get(key);
		await ctl("settings", "set", key, String(value));
	}
	await new Promise((resolve) => setTimeout(resolve, SETTINGS_MS));
	return before;
}

// Run `body` under other settings.
export async function withSettings(values, body) {
	const before = await setSettings(values);
	try {
		return await body();
	} finally {
		await setSettings(before);
	}
}

export async function demoImage() {
	const { body } = await api("GET", "/api/images");
	const image = body.images.find((tag) => tag.startsWith("berth-demo-web"));
	if (!image) throw new Error("the demo image is not on the engine");
	return image;
}

// A container challenge of the test's own.
export async function makeChallenge(fields = {}) {
	const { status, body } = await api("POST", "/api/v1/challenges", {
		name: fresh("Challenge"), category: "test", description: "Made by a **test**.",
		type: "container", state: "visible", value: 100, image: await demoImage(), port: 8000, kind: "http", ...fields,
	});
	if (status !== 200) throw new Error(`challenge: ${status} ${JSON.stringify(body)}`);
	return body.data;
}

export const dropChallenge = (challenge) => api("DELETE", `/api/v1/challenges/${challenge.id}`);

// ---------------------------------------------------------------- the engine

const conf = readFileSync(`${folder}/etc/berth.conf`, "utf8");
export const deployment = /^deployment = (.*)$/m.exec(conf)[1];
export const workers = Number(/^web_workers = (.*)$/m.exec(conf)[1]);

// One call of the engine's own API: { status, text, json }.  A Buffer is sent
// as it is.
export function engine(method, path, body, type = "application/json") {
	const where = new URL(process.env.BERTH_ENGINE_URL || "unix:///var/run/docker.sock");
	const target = where.protocol === "unix:" ? { socketPath: where.pathname } : { hostname: where.hostname, port: where.port };
	return new Promise((resolve, reject) => {
		const req = http.request({ ...target, method, path, headers: { Host: "engine", "Content-Type": type } }, (res) => {
			let text = "";
			res.setEncoding("utf8");
			res.on("data", (part) => { text += part; });
			res.on("end", () => resolve({ status: res.statusCode, text, get json() { return JSON.parse(text); } }));
		});
		req.on("error", reject);
		req.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
	});
}

// The bench's containers, running or not, of one challenge where one is given.
export async function containers(challenge) {
	const label = [`berth.deployment=${deployment}`];
	if (challenge) label.push(`berth.challenge=${challenge.id}`);
	const { json } = await engine("GET", `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label }))}`);
	return json;
}

// The names of all containers of a challenge that were ever created since a
// time in seconds, those that are gone again included.
export async function creations(challenge, since) {
	const filters = { type: ["container"], event: ["create"],
		label: [`berth.deployment=${deployment}`, `berth.challenge=${challenge.id}`] };
	const until = Math.floor(Date.now() / 1000) + 1;
	const { text } = await engine("GET",
		`/events?since=${since}&until=${until}&filters=${encodeURIComponent(JSON.stringify(filters))}`);
	return text.split("\n").filter(Boolean).map((line) => JSON.parse(line).Actor.Attributes.name);
}

export const pidOf = (service) => Number(readFileSync(`${folder}/run/${service}.pid`, "utf8"));
export const logOf = (name) => readFileSync(`${folder}/log/${name}.log`, "utf8");
