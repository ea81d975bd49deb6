// Files of challenges: who gets them, and what can't be one.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { admin, adminToken, api, byCookie, byToken, call, fresh, folder, logIn, makeUser, send, submit, uploadForm } from "../support/bench.mjs";

async function makeStandard(fields = {}) {
	const { body } = await api("POST", "/api/v1/challenges", {
		name: fresh("Files"), category: "test", description: "x", type: "standard", state: "visible", value: 100, ...fields });
	return body.data;
}
const upload = (who, challenge, name, body) => send("PUT", `/api/v1/challenges/${challenge.id}/files?name=${encodeURIComponent(name)}`,
	{ headers: { ...who, "Content-Type": "application/octet-stream" }, body });
const boss = byToken(adminToken);
const stored = () => readdirSync(`${folder}/lib/berth/files`);

test("a file is served as it was sent, under its name, and kept once", async () => {
	const challenge = await makeStandard();
	const bytes = Buffer.alloc(3 * 1024 * 1024, fresh("bytes"));
	const made = await upload(boss, challenge, "dump.bin", bytes);
	assert.equal(made.status, 200, made.text);
	const count = stored().length;
	assert.equal((await upload(boss, challenge, "again.bin", bytes)).status, 200);
	assert.equal(stored().length, count);
	const who = await makeUser();
	const got = await send("GET", made.json.data.url, { headers: byCookie(await logIn(who)) });
	assert.equal(got.status, 200);
	assert.equal(Number(got.headers["content-length"]), bytes.length);
	assert.equal(got.headers["content-disposition"], 'attachment; filename="dump.bin"');
	assert.equal(got.headers["content-type"], "application/octet-stream");
	assert.equal(got.text, bytes.toString());
	const page = await send("GET", `/containers/challenges/${challenge.id}`, { headers: byCookie(await logIn(who)) });
	assert.match(page.text, />dump\.bin<\/a>/);
	const list = (await call(who.headers, "GET", `/api/v1/challenges/${challenge.id}/files`)).json.data;
	assert.deepEqual(list.map((f) => [f.name, f.size]), [["again.bin", bytes.length], ["dump.bin", bytes.length]]);
	for (const file of list) assert.equal((await api("DELETE", `/api/v1/files/${file.id}`)).status, 200);
	assert.equal(stored().length, count - 1);
	assert.equal((await send("GET", made.json.data.url, { headers: who.headers })).status, 403);
});

test("only who may see the challenge gets its files", async () => {
	const challenge = await makeStandard({ state: "hidden" });
	const { url } = (await upload(boss, challenge, "x.txt", "secret")).json.data;
	const who = await makeUser();
	assert.equal((await send("GET", url, { headers: who.headers })).status, 403);
	assert.equal((await send("GET", url)).status, 403);
	assert.equal((await send("GET", url, { headers: boss })).status, 200);
	const [, id, hash] = /files\/(\d+)\/(.*)$/.exec(url);
	for (const path of [`/containers/files/${id}/${"0".repeat(64)}`, `/containers/files/${Number(id) + 1000}/${hash}`])
		assert.equal((await send("GET", path, { headers: boss })).status, 403, path);
	for (const path of [`/containers/files/${id}/../${hash}`, `/containers/files/${id}/%2e%2e%2f`, "/containers/files/", "/containers/file-allowed"])
		assert.ok([400, 404].includes((await send("GET", path, { headers: boss })).status), path);
	await api("PATCH", `/api/v1/challenges/${challenge.id}`, { state: "visible" });
	assert.equal((await send("GET", url, { headers: who.headers })).status, 200);
	assert.equal((await upload(who.headers, challenge, "mine.txt", "x")).status, 403);
});

test("names that can be none, and what is too large, are refused", async () => {
	const challenge = await makeStandard();
	for (const name of ["", ".hidden", "../x", "a/b", "a\\b", 'a"b', "a\nb", "x".repeat(201)]) {
		const answer = await upload(boss, challenge, name, "x");
		assert.equal(answer.status, 400, name);
	}
	assert.equal((await upload(boss, challenge, "one.txt", "x")).status, 200);
	assert.equal((await upload(boss, challenge, "one.txt", "y")).status, 400);
	assert.equal((await upload(boss, { id: 999999999 }, "one.txt", "x")).status, 404);
	const large = await upload(boss, challenge, "large.bin", Buffer.alloc(32 * 1024 * 1024 + 1));
	assert.equal(large.status, 413);
	const list = (await api("GET", `/api/v1/challenges/${challenge.id}/files`)).body.data;
	assert.deepEqual(list.map((f) => f.name), ["one.txt"]);
	const edit = await send("GET", `/containers/admin/challenges/${challenge.id}`, { headers: byCookie(await logIn(admin)) });
	assert.match(edit.text, />one\.txt<\/a>/);
});

test("a form uploads without a script, and only where files belong", async () => {
	const challenge = await makeStandard();
	const session = await logIn(admin);
	const who = { Cookie: session.cookie };
	const path = `/containers/admin/challenges/${challenge.id}/files`;
	const nonce = session.nonce;
	const data = Buffer.concat([Buffer.from([0, 255, 13, 10, 45, 45]), Buffer.alloc(2 * 1024 * 1024, "berth")]);
	const sent = await uploadForm(who, path, { nonce, file: { name: "by form.bin", data } });
	assert.deepEqual([sent.status, sent.headers.location], [303, `/containers/admin/challenges/${challenge.id}#files`]);
	const list = async () => (await api("GET", `/api/v1/challenges/${challenge.id}/files`)).body.data;
	const [file] = await list();
	assert.deepEqual([file.name, file.size], ["by form.bin", data.length]);
	const got = await fetch(new URL(file.url, process.env.BERTH_URL), { headers: boss });
	assert.ok(Buffer.from(await got.arrayBuffer()).equals(data));

	const none = await uploadForm(who, path, { nonce, file: { name: "", data: "" } });
	assert.equal(none.status, 400);
	assert.match(none.text, /Choose a file first/);
	const wrong = await uploadForm(who, path, { nonce, file: { name: "../x", data: "x" } });
	assert.equal(wrong.status, 400);
	const large = await uploadForm(who, path, { nonce, file: { name: "l", data: Buffer.alloc(33 * 1024 * 1024 + 1) } });
	assert.equal(large.status, 413);
	assert.equal((await uploadForm(who, path, { nonce: "0".repeat(64), file: { name: "y", data: "x" } })).status, 403);
	const player = await makeUser();
	const theirs = await logIn(player);
	for (const bytes of ["x", data])
		assert.equal((await uploadForm({ Cookie: theirs.cookie }, path, { nonce: theirs.nonce, file: { name: "z", data: bytes } })).status, 403);
	const elsewhere = await uploadForm(who, `/containers/admin/challenges/${challenge.id}/flags`,
		{ nonce, content: "flag{x}", kind: "static", file: { name: "x", data: "x" } });
	assert.equal(elsewhere.status, 400);
	assert.match(elsewhere.text, /Files are not accepted here/);
	assert.equal((await list()).length, 1);
	assert.equal((await submit(who, `/containers/admin/files/${file.id}/delete`, { nonce })).headers.location,
		`/containers/admin/challenges/${challenge.id}#files`);
});

test("accounts come from a file of a form", async () => {
	const session = await logIn(admin);
	const name = fresh("filed");
	const post = (data, csv = "") => uploadForm({ Cookie: session.cookie }, "/containers/admin/users/import",
		{ nonce: session.nonce, csv, csv_file: { name: data === "" ? "" : "people.csv", data } });
	const made = await post(Buffer.from(`name\n${name}\n`));
	assert.equal(made.status, 200);
	assert.ok(made.text.includes(`\n&quot;${name}&quot;,`), "each account has a line of its own");
	const wrong = await post(Buffer.from([0x6e, 0xff, 0xfe]));
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /not text in UTF-8/);
	const text = await post("", `name\n${name} too\n`);
	assert.equal(text.status, 200);
	assert.equal((await api("GET", `/api/v1/users?q=${encodeURIComponent(name)}`)).body.data.length, 2);
});
