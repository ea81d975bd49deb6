// The editor of a challenge: its tabs by mouse, keyboard and address, and
// without JavaScript.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { admin, api, launch, login, makeChallenge, open, url } from "./bench.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, page, challenge;
before(async () => {
	browser = await launch();
	page = await open(browser);
	await login(page, admin);
	challenge = await makeChallenge({ state: "hidden",
		command: '/bin/busybox sh -c "echo it has begun; exec /bin/busybox httpd -f -p 8000 -h /www"' });
});
after(async () => {
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

const editor = () => `${url}/containers/admin/challenges/${challenge.id}`;
const selected = () => page.$eval('[role="tab"][aria-selected="true"]', (el) => el.id.replace("tab-", ""));
const shown = () => page.$$eval("[data-tab]", (all) => [...new Set(all.filter((el) => !el.hidden).map((el) => el.dataset.tab))]);
const fits = async () => {
	await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run());
	assert.deepEqual(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), []);
};

test("tabs show one part each; keys, address and saving keep which", async () => {
	await page.goto(editor());
	assert.deepEqual([await selected(), await shown()], ["text", ["text"]]);
	await page.focus("#tab-text");
	for (const [key, tab] of [["ArrowRight", "container"], ["ArrowRight", "flags"], ["End", "files"], ["ArrowRight", "text"],
		["ArrowLeft", "files"], ["Home", "text"], ["ArrowRight", "container"]]) {
		await page.keyboard.press(key);
		assert.deepEqual([await selected(), await shown()], [tab, [tab]], key);
		assert.equal(await page.evaluate(() => document.activeElement.id), `tab-${tab}`);
	}
	assert.equal(await page.$$eval('[role="tab"][tabindex="0"]', (all) => all.length), 1);
	assert.ok(page.url().endsWith("#container"));
	await page.setViewportSize({ width: 320, height: 900 });
	for (const tab of ["text", "container", "flags", "scoring", "files"]) {
		await page.click(`#tab-${tab}`);
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${tab} is too wide for a phone`);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
	await page.click("#tab-container");
	await page.reload();
	assert.equal(await selected(), "container");
	await page.fill("#pids", "99");
	await page.click("#save");
	await page.waitForURL(/saved=1#container$/);
	assert.deepEqual([await selected(), await page.inputValue("#pids")], ["container", "99"]);
	await page.click("#tab-flags");
	await page.fill("#flag-new", "flag{one}");
	await page.click("#flags button:text('Add flag')");
	await page.waitForURL(/#flags$/);
	await page.waitForSelector('[aria-label="Flag"], #flags .edit-row');
	assert.equal(await selected(), "flags");
	// a field of the form that stands outside of it
	await page.selectOption("#flag_logic", "all");
	await page.click("#save");
	await page.waitForURL(/saved=1#flags$/);
	assert.equal(await page.inputValue("#flag_logic"), "all");
	await page.goto(`${editor()}#hints`);
	await page.waitForFunction(() => document.querySelector("#tab-flags").getAttribute("aria-selected") === "true");
	assert.deepEqual(page.problems, []);
});

test("what is saved unchanged stays as it is, line by line", async () => {
	const description = "# One\n\n- two\n- </textarea><script>'\"&\n\n    four";
	const ports = [{ port: 1, kind: "tcp", label: "" }, { port: 8000, kind: "http", label: "Web" }];
	const made = await makeChallenge({ state: "hidden", description, ports });
	const read = async () => (await api("GET", `/api/v1/challenges/${made.id}`)).body.data;
	const before = await read();
	await page.goto(`${url}/containers/admin/challenges/${made.id}`);
	await page.click("#save");
	await page.waitForURL(/saved=1/);
	const after = await read();
	assert.equal(after.description.replaceAll("\r\n", "\n"), description);
	assert.deepEqual(after.ports, before.ports);
	assert.equal(after.ports.length, 2);
	await api("DELETE", `/api/v1/challenges/${made.id}`);
	assert.deepEqual(page.problems, []);
});

test("what the browser refuses is brought to the front", async () => {
	await page.goto(`${editor()}#scoring`);
	await page.evaluate(() => { document.getElementById("name").value = ""; });
	await page.click("#save");
	await page.waitForFunction(() => document.activeElement.id === "name");
	assert.equal(await selected(), "text");
	assert.deepEqual(page.problems, []);
});

test("a challenge without a container has no tab for it", async () => {
	await page.goto(editor());
	await page.selectOption("#type", "standard");
	assert.ok(await page.isHidden("#tab-container"));
	await page.focus("#tab-text");
	await page.keyboard.press("ArrowRight");
	assert.equal(await selected(), "flags");
	assert.ok(await page.isHidden("#flag_template"));
});

test("without JavaScript it is one page, whose tabs are links into it", async () => {
	const plain = await open(browser, { javaScriptEnabled: false });
	await login(plain, admin);
	await plain.goto(editor());
	for (const id of ["name", "image", "flag_logic", "value", "flag-new", "hint-title-new"]) assert.ok(await plain.isVisible(`#${id}`), id);
	assert.deepEqual(await plain.$$eval("#tabs a", (all) => all.map((a) => [a.getAttribute("href"), document.querySelector(a.getAttribute("href")) !== null])),
		["#text", "#container", "#flags", "#scoring", "#files"].map((href) => [href, true]));
	await plain.fill("#category", "by hand");
	await plain.click("#save");
	await plain.waitForURL(/saved=1$/);
	assert.equal(await plain.inputValue("#category"), "by hand");
	await plain.context().close();
});

test("a challenge is tried without leaving what is being written", async () => {
	await page.goto("about:blank");
	await page.goto(`${editor()}#container`);
	await page.fill("#command", "not saved");
	await page.focus("#test-button");
	await page.keyboard.press("Enter");
	await page.waitForSelector("#test .endpoint a", { timeout: 30000 });
	assert.equal(await page.textContent("#test .chip"), "Running");
	await page.waitForFunction(() => /Test: Running/.test(document.getElementById("announce").textContent));
	assert.equal(await page.evaluate(() => document.activeElement.id), "test-button");
	await page.waitForSelector('#test .log:text("it has begun")', { timeout: 30000 });
	await fits();
	await page.click("#test-button");
	await page.waitForFunction(() => document.querySelector("#test-button")?.textContent === "Test again", null, { timeout: 30000 });
	assert.equal(await page.inputValue("#command"), "not saved");
	assert.deepEqual(page.problems, []);
});

test("a file goes up when it is chosen", async () => {
	await page.goto(editor());
	await page.click("#tab-files");
	assert.ok(await page.isVisible("#file-input"));
	assert.ok(await page.isHidden("#file-send"));
	await page.setInputFiles("#file-input", { name: "a b.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
	await page.waitForSelector('a:text("a b.txt")');
	assert.equal(await selected(), "files");
	assert.deepEqual(page.problems, []);
});
