// The dashboard in the hands of an admin: it follows by itself, the keyboard
// reaches everything, the drawer shows a log as it is written, and orders for
// several ask with their number.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { admin, api, launch, login, makeChallenge, open, url } from "./bench.mjs";
import { call, dropChallenge, makeUser, until } from "../support/bench.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, page, challenge;
const patient = { timeout: 30000 };
const rows = () => page.locator("#instances tbody tr");
const here = () => `${url}/containers/dashboard?search=${encodeURIComponent(challenge.name)}`;
const start = async () => {
	const user = await makeUser();
	await call(user.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`);
	return user;
};

before(async () => {
	browser = await launch();
	page = await open(browser);
	challenge = await makeChallenge({ command: 'sh -c "httpd -p 8000 -h /www; n=0; while :; do n=$((n+1)); echo line $n; sleep 1; done"' });
	await login(page, admin);
});

after(async () => {
	await dropChallenge(challenge);
	await browser.close();
});

test("what players start appears by itself, and the selection stays", async () => {
	await page.goto(here());
	assert.ok(await page.isVisible("text=Nothing matches"));
	await start();
	await rows().nth(0).and(page.locator('[data-state="running"]')).waitFor(patient);
	const id = await rows().nth(0).getAttribute("data-instance");
	await page.check(`#instances input[value="${id}"]`);
	assert.match(await page.textContent("#selected"), /1/);
	await page.focus(`tr[data-instance="${id}"] a.open`);
	await start();
	await rows().nth(1).waitFor(patient);
	assert.ok(await page.isChecked(`#instances input[value="${id}"]`));
	assert.equal(await page.evaluate(() => document.activeElement.closest("tr")?.dataset.instance), id);
	await page.waitForSelector("#hour-plot canvas", { ...patient, state: "attached" });
});

test("the drawer follows the log, by keyboard alone", async () => {
	await page.goto(here());
	await page.focus("#instances tbody tr:last-child a.open");
	const id = await rows().last().getAttribute("data-instance");
	await page.keyboard.press("Space");
	assert.ok(await page.isChecked(`#instances input[value="${id}"]`));
	await page.keyboard.press("ArrowUp");
	assert.notEqual(await page.evaluate(() => document.activeElement.closest("tr").dataset.instance), id);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	const log = page.locator("#drawer .log");
	await log.filter({ hasText: /line \d/ }).waitFor(patient);
	const last = async () => Number(/line (\d+)\s*$/.exec(await log.textContent())[1]);
	const first = await last();
	await until("more of the log", async () => await last() > first, 30000);
	await page.locator('#drawer [data-load="memory"]').filter({ hasText: /MiB/ }).waitFor(patient);
	await page.locator('#drawer [data-load="cpu"]').filter({ hasText: /%/ }).waitFor(patient);
	assert.ok(await page.isVisible('#drawer [data-piece="timeline"] >> text=requested'));
	assert.ok(page.url().endsWith(`#${id}`));
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run());
	assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), []);
	await page.keyboard.press("Escape");
	await page.waitForFunction((id) => document.activeElement.closest("tr")?.dataset.instance === id, id, patient);
	assert.ok(!page.url().includes("#"));
	// a link to an open drawer opens it
	await page.goto("about:blank");
	await page.goto(`${here()}#${id}`);
	await page.waitForSelector("#drawer[open]", patient);
	await page.click("#drawer-close");
});

test("an order for several asks with their number, and says what it did", async () => {
	await page.goto(here());
	const stop = '#bulk button[value="stop"]';
	assert.ok(await page.isDisabled(stop));
	await page.click("#select-all input");
	await page.click(stop);
	assert.match(await page.textContent("dialog[open]:not(#drawer) p"), /\(2\)/);
	await page.click('dialog button[value="no"]');
	assert.ok(await page.isVisible("#instances"));
	await page.click(stop);
	await page.click('dialog button[value="yes"]');
	await page.waitForSelector("#outcome", patient);
	assert.match(await page.textContent("#outcome"), /Ordered to stop: 2/);
	// they go without a click
	await page.waitForSelector("text=Nothing matches", patient);
	await page.selectOption("#filter", "ended");
	await page.waitForURL(/filter=ended/);
	assert.equal(await rows().count(), 2);
	assert.deepEqual(page.problems, []);
});

test("the audit log is narrowed down to days by keyboard, on a phone too", async () => {
	const today = new Date().toISOString().slice(0, 10);
	const [year, month, day] = today.split("-");
	const clerk = await open(browser, { viewport: { width: 360, height: 780 }, locale: "en-US" });
	await login(clerk, admin);
	await clerk.goto(`${url}/containers/admin/audit`);
	await clerk.focus("#from");
	await clerk.keyboard.type(`${month}${day}${year}`);
	await clerk.keyboard.press("Enter");
	await clerk.waitForURL(new RegExp(`from=${today}`));
	assert.equal(await clerk.inputValue("#from"), today);
	assert.ok(await clerk.locator("#audit tbody tr").count() > 0);
	const wide = () => clerk.evaluate(() => document.documentElement.scrollWidth);
	const heights = () => clerk.$$eval(".day input", (fields) => new Set(fields.map((field) => field.offsetHeight)).size);
	assert.equal(await wide(), 360);
	assert.deepEqual(clerk.problems, []);

	// what is wrong is said at its field, which has the focus
	await clerk.goto(`${url}/containers/admin/audit?from=${today}&to=2001-02-03`);
	assert.equal(await clerk.textContent("#to-error"), "Must not be before the first");
	assert.equal(await clerk.textContent('[role="alert"]'), "Last day: must not be before the first");
	assert.equal(await clerk.evaluate(() => document.activeElement.id), "to");
	assert.equal(await clerk.getAttribute("#to", "aria-invalid"), "true");
	assert.deepEqual([await wide(), await heights()], [360, 1]);
	for (const colorScheme of ["light", "dark"]) {
		// anew, since what is drawn changes its colour by and by
		await clerk.emulateMedia({ colorScheme });
		await clerk.reload();
		await clerk.evaluate(axe);
		const found = await clerk.evaluate(() => axe.run());
		assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), [], colorScheme);
	}

	// a moment that a link names is kept by the form
	await clerk.goto(`${url}/containers/admin/audit?from=2001-02-03T10:00`);
	assert.equal(await clerk.inputValue("#from"), "2001-02-03T10:00");
	assert.deepEqual([await wide(), await heights()], [360, 1]);
	await clerk.focus("#search");
	await clerk.keyboard.press("Enter");
	await clerk.waitForURL(/from=2001-02-03T10%3A00/);
	await clerk.context().close();
});
