import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, api, demoImage, launch, login, makeChallenge, open, setSettings, url } from "./bench.mjs";

let browser, page;
const name = `By hand ${process.pid}`;

before(async () => {
	browser = await launch();
	page = await open(browser);
	await login(page, admin);
});

after(async () => {
	await browser.close();
});

test("an admin makes a challenge from the engine's images", async () => {
	const image = await demoImage();
	await page.goto(`${url}/containers/admin/challenges/new`);
	const offered = await page.$$eval("#images option", (options) => options.map((o) => o.value));
	assert.ok(offered.includes(image));
	await page.fill("#name", name);
	await page.fill("#category", "web");
	await page.fill("#description", "Find the **flag**. <script>alert(1)</script>");
	await page.waitForSelector("#preview strong");
	assert.equal(await page.$("#preview script"), null);
	await page.click("#tab-container");
	await page.fill("#image", image);
	await page.fill("#ports", "8000/http");
	await page.click("#save");
	await page.waitForURL(/\/containers\/admin\/challenges\/\d+\?saved=1#container$/);
	assert.ok(await page.isVisible("text=Saved."));
	assert.equal(await page.inputValue("#image"), image);
	await page.goto(`${url}/containers/admin/challenges`);
	assert.ok(await page.isVisible(`a:has-text("${name}")`));
	assert.deepEqual(page.problems, []);
});

test("a wrong port is refused at the form, and nothing typed is lost", async () => {
	await page.goto(`${url}/containers/admin/challenges/new`);
	await page.fill("#name", "Wrong port");
	await page.click("#tab-container");
	await page.fill("#image", "some:image");
	await page.fill("#ports", "70000");
	await page.click("#tab-scoring");
	await page.click("#save");
	assert.match(await page.textContent("#form-error"), /^Ports inside: .*1 to 65535/);
	assert.match(await page.textContent("#ports-error"), /1 to 65535/);
	assert.equal(await page.getAttribute("#ports", "aria-invalid"), "true");
	assert.equal(await page.evaluate(() => document.activeElement.id), "ports");
	assert.equal(await page.getAttribute("#tab-container", "aria-selected"), "true");
	assert.ok(await page.isVisible("#tab-container .tab-wrong"));
	assert.ok(!(await page.isVisible("#tab-text .tab-wrong")));
	assert.equal(await page.inputValue("#name"), "Wrong port");
	page.problems = [];
});

test("the form draws what a challenge will be worth", async () => {
	await page.goto(`${url}/containers/admin/challenges/new`);
	await page.click("#tab-scoring");
	assert.ok(await page.isHidden("#score-curve"));
	assert.ok(await page.isHidden("#initial"));
	await page.selectOption("#function", "logarithmic");
	for (const [field, value] of [["initial", "500"], ["minimum", "100"], ["decay", "10"]]) await page.fill(`#${field}`, value);
	assert.ok(await page.isVisible("#score-curve svg"));
	// CONTRACT.md's own numbers
	assert.match(await page.textContent("#score-curve p"), /1: 500, 2: 496, 5: 436, 10: 176, 20: 100/);
	await page.selectOption("#function", "linear");
	assert.match(await page.textContent("#score-curve p"), /1: 500, 2: 490, 5: 460, 10: 410, 20: 310/);
});

test("settings that are allowed but dangerous are warned of", async () => {
	await page.goto(`${url}/containers/settings`);
	assert.ok(!(await page.isVisible("text=Instances never end")));
	const before = await setSettings({ container_expiration: 0 });
	await page.reload();
	assert.ok(await page.isVisible("text=Instances never end"));
	await setSettings(before);
	await page.reload();
	assert.ok(!(await page.isVisible("text=Instances never end")));
});

test("the first steps know what is done", async () => {
	const done = () => page.$$eval(".first-steps .done h2", (all) => all.map((el) => el.textContent.replace(/ done$/, "")));
	await page.goto(`${url}/containers/admin/start`);
	assert.deepEqual(await done(), ["Reach the container engine", "Give instances a host name", "Bring an image", "Make a challenge"]);
	const before = await setSettings({ docker_hostname: "" });
	await page.reload();
	assert.deepEqual(await done(), ["Reach the container engine", "Bring an image", "Make a challenge"]);
	await setSettings(before);
	await page.click('.first-steps a[href="/containers/"]');
	assert.ok(await page.isVisible(`.ch-name:has-text("${name}")`));
});

test("the connection to the engine can be tested", async () => {
	await page.goto(`${url}/containers/settings`);
	await page.click("#engine-test");
	await page.waitForFunction(() => /API \d/.test(document.getElementById("engine-result").textContent), null, { timeout: 15000 });
});

test("a wrong setting is said at the form and not saved", async () => {
	await page.goto(`${url}/containers/settings`);
	const before = await page.inputValue("#container_expiration");
	await page.fill("#container_expiration", "-5");
	await page.click('#settings button[type="submit"]');
	await page.waitForSelector("#settings-error:not([hidden])");
	assert.match(await page.textContent("#container_expiration-error"), /^Must be a whole number/);
	assert.equal(await page.evaluate(() => document.activeElement.id), "container_expiration");
	await page.reload();
	assert.equal(await page.inputValue("#container_expiration"), before);
	page.problems = [];
});

test("the dashboard shows the engine and asks before a purge", async () => {
	const challenge = await makeChallenge();
	await api("POST", `/api/v1/challenges/${challenge.id}/instance`);
	await page.goto(`${url}/containers/dashboard`);
	assert.ok(await page.isVisible("text=engine ok"));
	await page.click("#purge");
	await page.click('dialog button[value="no"]');
	assert.equal(page.url(), `${url}/containers/dashboard`);
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	assert.deepEqual(page.problems, []);
});

test("a deleted challenge is gone", async () => {
	await page.goto(`${url}/containers/admin/challenges`);
	await page.click(`tr:has-text("${name}") button:has-text("Delete")`);
	await page.click('dialog button[value="yes"]');
	await page.waitForFunction((text) => !document.body.textContent.includes(text), name);
	const { body } = await api("GET", "/api/v1/challenges?view=admin");
	assert.ok(!body.data.some((c) => c.name === name));
});
