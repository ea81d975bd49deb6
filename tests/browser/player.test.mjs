import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, launch, login, makeChallenge, open, player, stopAll, url } from "./bench.mjs";

let browser, page, challenge;

before(async () => {
	browser = await launch();
	challenge = await makeChallenge();
	page = await open(browser);
	await login(page, player);
	await stopAll(page);
});

after(async () => {
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

const state = (name) => `#instance-card[data-state="${name}"]`;

test("a player starts an instance and uses it", async () => {
	await page.goto(`${url}/containers/`);
	await page.click(`a.ch-card:has-text("${challenge.name}")`);
	await page.click("#start");
	await page.waitForSelector(state("running"), { timeout: 30000 });
	const link = await page.getAttribute(".endpoint a", "href");
	assert.match(link, /^http:\/\/localhost:\d+\/$/);
	const answer = await fetch(link);
	assert.equal(answer.status, 200);
	assert.deepEqual(page.problems, []);
});

test("the countdown ticks", async () => {
	const first = await page.textContent("#countdown");
	await page.waitForFunction((text) => document.getElementById("countdown").textContent !== text, first, { timeout: 20000 });
	assert.match(await page.textContent("#countdown"), /\d\d:\d\d left/);
});

test("renewing extends the time", async () => {
	const before = await api("GET", `/api/v1/admin/instances?search=${encodeURIComponent(challenge.name)}`);
	await page.click("#renew");
	await page.waitForFunction(() => !document.getElementById("renew").disabled);
	const later = await api("GET", `/api/v1/admin/instances?search=${encodeURIComponent(challenge.name)}`);
	assert.ok(later.body.data[0].expires >= before.body.data[0].expires);
});

test("another tab sees a stop within 3 seconds", async () => {
	const second = await page.context().newPage();
	await second.goto(page.url());
	await second.waitForSelector(state("running"));
	await page.bringToFront();
	await page.click("#stop");
	await page.click('dialog button[value="yes"]');
	await second.waitForFunction(() => ["stopping", "gone"].includes(document.getElementById("instance-card").dataset.state),
	    null, { timeout: 20000 });
	await page.waitForSelector(state("gone"), { timeout: 20000 });
	await second.close();
});

test("without JavaScript the buttons work too", async () => {
	const plain = await open(browser, { javaScriptEnabled: false });
	await login(plain, player);
	await plain.goto(`${url}/containers/challenges/${challenge.id}`);
	await plain.click("#start");
	await plain.waitForURL(`${url}/containers/challenges/${challenge.id}`);
	await plain.click("#stop");
	await plain.waitForURL(`${url}/containers/challenges/${challenge.id}`);
	await plain.context().close();
});

test("a hidden challenge is a page that isn't there", async () => {
	const hidden = await makeChallenge({ state: "hidden" });
	const answer = await page.goto(`${url}/containers/challenges/${hidden.id}`);
	assert.equal(answer.status(), 404);
	assert.ok(!(await page.content()).includes(hidden.name));
	await api("DELETE", `/api/v1/challenges/${hidden.id}`);
});
