// German: chosen by the browser or by the switch, remembered, whole.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { admin, api, launch, login, makeChallenge, open, player, stopAll, url } from "./bench.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, challenge;

// English sentences of the catalogue whose German is another, and that are
// more than a word: none of them may be seen on a German page.
const english = [...readFileSync(new URL("../../lang/de.po", import.meta.url), "utf8")
	.matchAll(/^msgid (".*"(?:\n".*")*)\nmsgstr (".*"(?:\n".*")*)$/gm)]
	.map((found) => found.slice(1).map((text) => text.split("\n").map((line) => JSON.parse(line)).join("")))
	.filter(([id, said]) => id !== said && id.length > 3 && !/[{%<]/.test(id))
	.map(([id]) => id)
	// people are called so, and "Last" is German for load
	.filter((id) => ![admin.name, player.name, "Last"].includes(id));
let given = new Set();

before(async () => {
	// what other tests have left behind is called as they liked
	const { body } = await api("GET", "/api/v1/challenges?view=admin");
	const awards = (await api("GET", "/api/v1/awards")).body.data;
	given = new Set([...body.data.flatMap((c) => [c.name, c.category, ...c.tags.map((tag) => tag.value)]),
		...awards.flatMap((award) => [award.name, award.category])]);
	browser = await launch();
	challenge = await makeChallenge({ name: `Deutsch ${process.pid}`, description: "Ein Text." });
});

after(async () => {
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

const german = () => open(browser, { locale: "de-AT" });

const languageOf = (page) => page.evaluate(() => document.documentElement.lang);

async function switchTo(page, name) {
	await Promise.all([page.waitForNavigation(), page.click(`.languages button:text-is("${name}")`)]);
}

test("the switch changes the language, here and from then on, without scripts too", async () => {
	for (const javaScriptEnabled of [true, false]) {
		const page = await open(browser, { javaScriptEnabled });
		await page.goto(`${url}/containers/scoreboard?search=x`);
		assert.equal(await page.getAttribute("html", "lang"), "en");
		await switchTo(page, "Deutsch");
		assert.equal(page.url(), `${url}/containers/scoreboard?search=x`);
		assert.equal(await page.getAttribute("html", "lang"), "de");
		assert.equal(await page.getAttribute(".languages [aria-current]", "value"), "de");
		await page.goto(`${url}/containers/login`);
		assert.equal(await page.textContent("h1"), "Anmelden");
		if (!javaScriptEnabled) {
			// and leads back to a form that was sent
			await page.fill("#name", "nobody");
			await page.fill("#password", "wrong password");
			await page.click("#login button[type=submit]");
			assert.equal(await page.textContent(".alert-danger"), "Dein Name oder dein Passwort stimmt nicht");
		}
		await switchTo(page, "English");
		assert.equal(await page.textContent("h1"), "Log in");
		await page.context().close();
	}
});

test("the browser's language counts until somebody chooses", async () => {
	const page = await german();
	await page.goto(`${url}/containers/login`);
	assert.equal(await languageOf(page), "de");
	await switchTo(page, "English");
	assert.equal(await languageOf(page), "en");
	await page.reload();
	assert.equal(await languageOf(page), "en");
	assert.deepEqual(page.problems.filter((problem) => !/status of 40[13]/.test(problem)), []);
	await page.context().close();
});

// What of the page is English: texts and attributes of ours.
const leftovers = (page) => page.evaluate((sentences) => {
	const known = new Set(sentences);
	const found = new Set();
	const shown = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = shown.nextNode(); node; node = shown.nextNode()) {
		const text = node.data.trim().replace(/\s+/g, " ");
		if (node.parentElement.closest(".prose, .log, code, pre, textarea, script, [translate=no], [lang=en], .change, [data-label=Objekt], datalist")) continue;
		if (known.has(text) || / (the|is|and|of|on|your|not|this|has) /.test(text)) found.add(text);
	}
	for (const el of document.querySelectorAll("[title], [aria-label], [placeholder], [alt], [data-label], [data-confirm]")) {
		for (const name of ["title", "aria-label", "placeholder", "alt", "data-label", "data-confirm"])
			if (known.has(el.getAttribute(name))) found.add(`${name}: ${el.getAttribute(name)}`);
	}
	if (known.has(document.title.split(" · ")[0])) found.add(document.title);
	return [...found];
}, english.filter((id) => !given.has(id)));

// The pages' structure is looked at by pages.test.mjs; here axe sees those that
// have most of it.
async function look(page, path, isForAxe = false) {
	await page.goto(url + path);
	assert.equal(await languageOf(page), "de", path);
	assert.deepEqual(await leftovers(page), [], `${path} has English in it`);
	for (const width of [320, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		// a graph follows the window a moment later
		await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, { timeout: 5000 }).catch(() => {});
		const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		assert.ok(over <= 0, `${path} at ${width} px is ${over} px too wide`);
	}
	assert.deepEqual(page.problems, [], path);
	if (!isForAxe) return;
	await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run());
	assert.deepEqual(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), [], path);
}

test("players' pages are German, fit, and please axe", async () => {
	const page = await german();
	for (const path of ["/containers/login", "/containers/register", "/containers/scoreboard"]) await look(page, path);
	await login(page, player);
	for (const path of ["/containers/", "/containers/instances", "/containers/team"]) await look(page, path);
	for (const path of [`/containers/challenges/${challenge.id}`, "/containers/account"]) await look(page, path, true);
	await page.context().close();
});

test("admins' pages are German, fit, and please axe", async () => {
	const page = await german();
	await login(page, admin);
	for (const path of ["/containers/dashboard", "/containers/settings"]) await look(page, path, true);
	for (const path of ["/containers/admin/start", "/containers/admin/challenges", "/containers/admin/challenges/new",
		`/containers/admin/challenges/${challenge.id}`, "/containers/admin/images",
		"/containers/admin/audit", "/containers/admin/users", "/containers/admin/users/new", "/containers/admin/users/import",
		"/containers/admin/teams", "/containers/admin/teams/new", "/containers/admin/contest/submissions",
		"/containers/admin/contest/awards"]) await look(page, path);
	// what the settings' form is refused with
	await page.goto(`${url}/containers/settings`);
	await page.fill("#team_size", "many");
	await page.click("#settings button[type=submit]");
	await page.waitForSelector("#team_size-error");
	assert.equal(await page.textContent("#team_size-error"), "Muss eine ganze Zahl von 0 bis 1000 sein");
	await page.context().close();
});

test("what scripts say is German: an instance, a flag, a question", async () => {
	const page = await german();
	await login(page, player);
	await stopAll(page);
	await page.goto(`${url}/containers/challenges/${challenge.id}`);
	await page.click("#start");
	await page.waitForSelector('#instance-card[data-state="running"]', { timeout: 60000 });
	assert.equal(await page.textContent("#stage-text"), "Läuft");
	await page.waitForFunction(() => /^noch \d/.test(document.getElementById("countdown").textContent), null, { timeout: 20000 });
	assert.deepEqual(await leftovers(page), []);
	// what an admin sees of it
	const { data } = (await api("GET", "/api/v1/admin/instances")).body;
	const one = data.find((each) => each.challenge_id === challenge.id);
	const above = await german();
	await login(above, admin);
	for (const path of ["/containers/dashboard", `/containers/admin/instances/${one.public_id}`]) await look(above, path, true);
	await above.context().close();
	await page.fill("#submission", "not it");
	await page.click("#flag-form button");
	await page.waitForFunction(() => document.getElementById("verdict").textContent === "Falsch", null, { timeout: 20000 });
	await page.click("#stop");
	assert.match(await page.textContent("dialog p"), /^Diese Instanz stoppen\?/);
	await page.click('dialog button[value="yes"]');
	await page.waitForSelector("#start", { timeout: 60000 });
	assert.equal(await page.textContent("#stage-text"), "Läuft nicht");
	assert.deepEqual(page.problems, []);
	await page.context().close();
});
