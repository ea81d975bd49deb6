// What changes where nginx speaks TLS: the lines of nginx/berth.conf that are
// comments until there is a certificate, secure_cookies and allow_host.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Rig } from "../support/rig.mjs";

let rig, web;

before(async () => {
	rig = await Rig.open({ users: 0 });
	rig.addConf("k1", "secure_cookies = yes\nallow_host = 127.0.0.1\nallow_host = ctf.example.org\n");
	web = await rig.openWeb({ workers: 2, tls: true });
});
after(() => rig.close());

const get = (path, headers = {}) => web.ask("GET", path, headers);
const post = (path, fields, headers) => web.ask("POST", path, { "Content-Type": "application/x-www-form-urlencoded", ...headers },
	new URLSearchParams(fields).toString());
const nonceOf = ({ text }) => /name="nonce" value="([0-9a-f]+)"/.exec(text)[1];

test("cookies are bound to this host and to TLS", async () => {
	const form = await get("/containers/register");
	const [cookie] = form.headers["set-cookie"];
	assert.match(cookie, /^__Host-berth_session=[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
	const anonymous = cookie.split(";")[0];
	const person = { name: "Tess", email: "tess@example.org", password: "correct horse battery" };
	const made = await post("/containers/register", { ...person, nonce: nonceOf(form) }, { Cookie: anonymous, Origin: web.url });
	assert.equal(made.status, 303, made.text);
	const session = made.headers["set-cookie"][0].split(";")[0];
	assert.match(made.headers["set-cookie"][0], /^__Host-berth_session=.*; Secure$/);
	assert.equal((await get("/containers/account", { Cookie: session })).status, 200);
	// one that a page of another host, or without TLS, could have planted
	assert.equal((await get("/containers/account", { Cookie: session.replace("__Host-", "") })).status, 302);
	const gone = await post("/containers/logout", { nonce: nonceOf(await get("/containers/account", { Cookie: session })) }, { Cookie: session });
	assert.match(gone.headers["set-cookie"][0], /^__Host-berth_session=; .*Max-Age=0; .*Secure$/);
	assert.equal((await get("/containers/account", { Cookie: session })).status, 302);
});

// Once: several of a kind would be one with commas.
const saysTls = ({ status, headers }, want, what) => {
	assert.equal(status, want, what);
	assert.equal(headers["strict-transport-security"], "max-age=31536000", what);
};

test("whatever Berth answers tells the browser to come back by TLS only", async () => {
	for (const [path, status] of [["/containers/login", 200], ["/containers/", 302], ["/api/v1/scoreboard", 200], ["/api/v1/users/me", 403],
		["/containers/api/images", 403], ["/containers/nowhere", 404], ["/api/v1/nowhere", 404]])
		saysTls(await get(path), status, path);
});

test("so does whatever nginx answers itself", async () => {
	const css = "/containers/static/css/berth.css";
	const { "last-modified": since } = (await get(css)).headers;
	const big = "x".repeat(3 * 1024 * 1024);
	for (const [what, status, answer] of [
		["a static file", 200, get(css)],
		["one that has not changed", 304, get(css, { "If-Modified-Since": since })],
		["one asked for behind its end", 200, get(css, { Range: "bytes=99999999-" })],
		["none", 404, get("/containers/static/nowhere")],
		["a folder", 404, get("/containers/static/")],
		["a file of no challenge", 404, get("/containers/files/1/nowhere")],
		["a file that nobody may have", 403, get(`/containers/files/1/${"0".repeat(64)}`)],
		["the way to the board", 302, get("/")],
		["the way to the slash", 301, get("/containers")],
		["what is not Berth's", 404, get("/nowhere")],
		["a page's body that is too large", 413, post("/containers/login", { name: big })],
		["an API's body that is too large", 413, web.ask("POST", "/api/running", {}, big)],
		["a head that is too large", 400, get("/containers/login", { "X-Large": "x".repeat(40000) })],
		["no protocol", 400, get("/containers/login", { Host: "a b" })],
	]) saysTls(await answer, status, what);
});

test("requests to names that are not listed are refused", async () => {
	for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost", "ctf.example.org."])
		for (const path of ["/containers/login", "/api/v1/scoreboard", "/containers/api/images"]) {
			const answer = await get(path, { Host: host });
			assert.equal(answer.status, 421, `${host} ${path}`);
		}
	for (const host of ["ctf.example.org", "CTF.Example.ORG:8443"]) assert.equal((await get("/containers/login", { Host: host })).status, 200, host);
});

test("an old protocol is not spoken", async () => {
	await assert.rejects(web.ask("GET", "/containers/login", {}, undefined, { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" }));
});
