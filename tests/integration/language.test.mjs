// Which language an answer has, what its headers say of that, and what is
// English whatever is asked for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { adminToken, byToken, fresh, makeUser, nonceOf, send, setSettings, submit } from "../support/bench.mjs";

let settingsBefore;

before(async () => { settingsBefore = await setSettings({ language: "en" }); });
after(async () => { await setSettings(settingsBefore); });

const langOf = (page) => /<html lang="(\w+)">/.exec(page.text)[1];
const page = (headers) => send("GET", "/containers/login", { headers });

test("a page speaks what the browser asks for most, and says so", async () => {
	for (const [asked, lang] of [[undefined, "en"], ["de", "de"], ["fr, de-CH;q=0.3, en;q=0.2", "de"], ["de;q=0.1, en", "en"],
		["fr", "en"], ["*", "en"], ["de;q=0", "en"], ["q=1;de", "en"], ["de".repeat(400), "en"]]) {
		const answer = await page(asked === undefined ? {} : { "Accept-Language": asked });
		assert.equal(answer.status, 200, asked);
		assert.equal(langOf(answer), lang, asked);
		assert.equal(answer.headers["content-language"], lang);
		assert.equal(answer.headers.vary, "Accept-Language, Cookie");
	}
});

test("the cookie of the switch comes before the header, and nothing but a language is taken from it", async () => {
	const german = { "Accept-Language": "de" };
	assert.equal(langOf(await page({ ...german, Cookie: "berth_language=en" })), "en");
	assert.equal(langOf(await page({ Cookie: "berth_language=de" })), "de");
	for (const odd of ["", "fr", "de-DE", "../de", "d", "de\"", "%64e"])
		assert.equal(langOf(await page({ ...german, Cookie: `berth_language=${odd}` })), "de", odd);
});

test("the setting is for those who ask for nothing that there is", async () => {
	await setSettings({ language: "de" });
	assert.equal(langOf(await page({})), "de");
	assert.equal(langOf(await page({ "Accept-Language": "fr" })), "de");
	assert.equal(langOf(await page({ "Accept-Language": "en" })), "en");
	const script = await send("GET", "/api/v1/users/me");
	assert.equal(script.json.message, "You must be logged in");
	await setSettings({ language: "en" });
});

test("the switch leads back to the page, and to no other host", async () => {
	const form = await send("GET", "/containers/scoreboard?search=%3Cb%3E&bracket=x");
	const cookie = form.headers["set-cookie"][0].split(";")[0];
	const next = /name="next" value="([^"]*)"/.exec(form.text)[1].replaceAll("&amp;", "&");
	assert.equal(next, "/containers/scoreboard?search=%3Cb%3E&bracket=x");
	const fields = { nonce: nonceOf(form), language: "de", next };
	const chosen = await submit({ Cookie: cookie }, "/containers/language", fields);
	assert.equal(chosen.status, 303);
	assert.equal(chosen.headers.location, next);
	assert.match(chosen.headers["set-cookie"][0], /^berth_language=de; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax/);
	for (const away of ["//evil.example", "https://evil.example/", "/\\evil.example", "x\r\nSet-Cookie: a=b"]) {
		const answer = await submit({ Cookie: cookie }, "/containers/language", { ...fields, next: away });
		assert.equal(answer.headers.location, "/containers/", away);
	}
	for (const bad of [{ language: "fr" }, { language: "" }])
		assert.equal((await submit({ Cookie: cookie }, "/containers/language", { ...fields, ...bad })).status, 400);
	assert.equal((await submit({ Cookie: cookie }, "/containers/language", { ...fields, nonce: "0" })).status, 403);
});

test("an API's sentences follow the header, its words for programs do not", async () => {
	const german = { "Accept-Language": "de", "Content-Type": "application/json" };
	const nobody = await send("GET", "/api/v1/users/me", { headers: german });
	assert.equal(nobody.json.message, "Du musst angemeldet sein");
	assert.equal(nobody.headers["content-language"], "de");
	const wrong = await send("POST", "/api/v1/challenges", { headers: { ...german, ...byToken(adminToken) },
		body: JSON.stringify({ name: "", type: "standard" }) });
	assert.deepEqual(wrong.json.errors.name, ["darf nicht leer sein"]);
	const made = await send("POST", "/api/v1/challenges", { headers: { ...german, ...byToken(adminToken) },
		body: JSON.stringify({ name: fresh("Sprache"), type: "standard", state: "visible", max_attempts: 3, value: 10 }) });
	const { id, state } = made.json.data;
	assert.equal(state, "visible");
	const user = await makeUser();
	const tried = await send("POST", "/api/v1/challenges/attempt", { headers: { ...german, ...user.headers },
		body: JSON.stringify({ challenge_id: id, submission: "no" }) });
	assert.deepEqual(tried.json.data, { status: "incorrect", message: "Incorrect. You have 2 tries remaining.",
		said: "Falsch. Du hast noch 2 Versuche." });
	const again = await send("POST", "/api/v1/challenges/attempt", { headers: { ...german, ...user.headers },
		body: JSON.stringify({ challenge_id: id, submission: "no" }) });
	assert.equal(again.json.data.said, "Falsch. Du hast noch 1 Versuch.");
	await send("DELETE", `/api/v1/challenges/${id}`, { headers: byToken(adminToken) });
});

test("the plugin's routes are English", async () => {
	const headers = { "Accept-Language": "de", "Content-Type": "application/json", Cookie: "berth_language=de" };
	const user = await makeUser();
	for (const prefix of ["/api", "/containers/api"]) {
		const nobody = await send("POST", `${prefix}/running`, { headers, body: '{"chal_id":1}' });
		assert.deepEqual(nobody.json, { message: "You must be logged in" });
		const unknown = await send("POST", `${prefix}/request`, { headers: { ...headers, ...user.headers }, body: '{"chal_id":999999}' });
		assert.deepEqual(unknown.json, { error: "Challenge not found" });
		const none = await send("POST", `${prefix}/stop`, { headers: { ...headers, ...user.headers }, body: '{"chal_id":999999}' });
		assert.deepEqual(none.json, { error: "No running container found." });
	}
});
