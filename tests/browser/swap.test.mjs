// Another instance is in the way: it is named, and one click stops it and
// starts this one, with JavaScript and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, launch, login, makeChallenge, open, player, setSettings, stopAll, url } from "./bench.mjs";

let browser, page, first, second, settings;

const at = (c) => `${url}/containers/challenges/${c.id}`;
const state = (name) => `#instance-card[data-state="${name}"]`;

before(async () => {
	browser = await launch();
	first = await makeChallenge({ name: `Way one ${process.pid}` });
	second = await makeChallenge({ name: `Way <two> ${process.pid}` });
	page = await open(browser);
	await login(page, player);
	settings = await setSettings({ docker_assignment: "user" });
	await stopAll(page);
	await page.goto(at(first));
	await page.click("#start");
	await page.waitForSelector(state("running"), { timeout: 30000 });
});

after(async () => {
	for (const c of [first, second]) await api("DELETE", `/api/v1/challenges/${c.id}`);
	await setSettings(settings);
	await browser.close();
});

test("the one in the way is named, and one click replaces it", async () => {
	await page.goto(at(second));
	await page.click("#start");
	await page.waitForSelector("#swap");
	assert.equal(await page.textContent("#in-way span"), `Your place is taken by ${first.name}.`);
	assert.equal(await page.getAttribute("#in-way a", "href"), `/containers/challenges/${first.id}`);
	assert.equal(await page.evaluate(() => document.activeElement.id), "swap");
	await page.click("#swap");
	await page.waitForSelector(state("running"), { timeout: 30000 });
	assert.equal(await page.textContent("#in-way"), "");
	await page.goto(at(first));
	await page.waitForSelector(state("gone"));
	// the refused start is an error to the browser's console, not to us
	assert.deepEqual(page.problems.filter((text) => !text.includes("409")), []);
});

test("without JavaScript the same button does it", async () => {
	const plain = await open(browser, { javaScriptEnabled: false });
	await login(plain, player);
	await plain.goto(at(first));
	await plain.click("#start");
	const form = plain.locator("form.in-way");
	assert.match(await form.textContent(), /Your place is taken by Way <two> \d+\./);
	await form.locator("button").click();
	await plain.waitForURL(at(first));
	await page.goto(at(first));
	await page.waitForSelector(state("running"), { timeout: 30000 });
	await page.goto(at(second));
	await page.waitForSelector(state("gone"));
	await plain.context().close();
});

test("a swap that names nothing changes nothing", async () => {
	for (const other of ["", "0", "x", "999999999"]) {
		const status = await page.evaluate(async ([path, value]) => {
			const nonce = document.querySelector('meta[name="csrf-token"]').content;
			const body = new URLSearchParams({ nonce, other: value });
			return (await fetch(path, { method: "POST", body, redirect: "manual" })).status;
		}, [`/containers/challenges/${second.id}/swap`, other]);
		assert.ok([404, 409].includes(status), `${other || "nothing"}: ${status}`);
	}
	await page.goto(at(first));
	await page.waitForSelector(state("running"));
});
