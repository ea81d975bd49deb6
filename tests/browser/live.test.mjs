// What moves without a reload, on the real parts: one poll per browser, every
// tab and every browser of a player, the board's marks, the swap.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, api, call, fresh, launch, login, makeChallenge, makeUser, open, player, setSettings, stopAll, url } from "./bench.mjs";

let browser, page, first, second;

// The promise is 3 s.  The tests print what it took, and fail where nothing
// comes at all: the machine they run on may be busy with something else.
const PATIENCE = { timeout: 20000 };
async function soon(t, what, seen) {
	const began = Date.now();
	await seen;
	t.diagnostic(`${what}: ${Date.now() - began} ms`);
}

const at = (c) => `${url}/containers/challenges/${c.id}`;
const state = (name) => `#instance-card[data-state="${name}"]`;
before(async () => {
	browser = await launch();
	first = await makeChallenge({ name: `Live one ${process.pid}` });
	second = await makeChallenge({ name: `Live two ${process.pid}` });
	page = await open(browser);
	await login(page, player);
	await stopAll(page);
});

after(async () => {
	for (const c of [first, second]) await api("DELETE", `/api/v1/challenges/${c.id}`);
	await browser.close();
});

// Count the polls of `pages` for `ms`, from when one of them polls.
async function polls(pages, ms) {
	let n = 0;
	const count = (request) => { if (request.url().endsWith("/api/v1/instances")) n++; };
	for (const p of pages) p.on("request", count);
	await Promise.race(pages.map((p) => p.waitForRequest("**/api/v1/instances")));
	n = 0;
	// a span of time is what is measured here, not a condition waited for
	await new Promise((resolve) => setTimeout(resolve, ms));
	for (const p of pages) p.off("request", count);
	return n;
}

test("20 tabs of a player cost no more requests than one", async (t) => {
	const tabs = [page];
	t.after(async () => { while (tabs.length > 1) await tabs.pop().close(); });
	await page.goto(at(first));
	const alone = await polls(tabs, 6000);
	while (tabs.length < 20) {
		const tab = await page.context().newPage();
		await tab.goto(at(tabs.length % 2 ? first : second));
		tabs.push(tab);
	}
	const together = await polls(tabs, 6000);
	assert.ok(alone >= 2, `one tab polled ${alone} times in 6 s`);
	assert.ok(together <= alone + 1, `20 tabs polled ${together} times, one ${alone} times`);
	assert.ok(together >= 2, `20 tabs polled only ${together} times`);
	// whichever leads, it is not the last: when it goes, another one goes on
	await page.goto("about:blank");
	while (tabs.length > 2) await tabs.pop().close();
	await tabs[1].waitForRequest("**/api/v1/instances");
});

test("a hidden tab asks nothing, and catches up when it is shown", async (t) => {
	const tab = await page.context().newPage();
	t.after(() => tab.close());
	await tab.addInitScript(() => {
		let hidden = false;
		Object.defineProperty(document, "hidden", { get: () => hidden });
		window.setHidden = (value) => { hidden = value; document.dispatchEvent(new Event("visibilitychange")); };
	});
	await page.goto("about:blank");
	await tab.goto(at(first));
	await tab.waitForRequest("**/api/v1/instances");
	await tab.evaluate(() => window.setHidden(true));
	let n = 0;
	tab.on("request", () => { n++; });
	await new Promise((resolve) => setTimeout(resolve, 5000));
	assert.ok(n <= 1, `a hidden tab asked ${n} times`);
	const asked = tab.waitForRequest("**/api/v1/instances");
	await tab.evaluate(() => window.setHidden(false));
	await asked;
});

// `mine` starts, renews; `other` stops; each sees what the other one does.
async function sees(t, mine, other) {
	await mine.goto(at(first));
	await other.goto(at(first));
	await mine.click("#start");
	await soon(t, "the start", other.waitForSelector(`#instance-card:not([data-state="none"]):not([data-state="gone"])`, PATIENCE));
	await mine.waitForSelector(state("running"), { timeout: 30000 });
	await soon(t, "running", other.waitForSelector(state("running"), PATIENCE));
	await mine.waitForFunction(() => !document.getElementById("renew").disabled);
	await new Promise((resolve) => setTimeout(resolve, 1100));
	await mine.click("#renew");
	await soon(t, "the renewal", other.waitForFunction(
	    () => document.getElementById("announce").textContent === "Instance renewed", null, PATIENCE));
	await other.click("#stop");
	await other.click('dialog button[value="yes"]');
	await soon(t, "the stop", mine.waitForFunction(
	    () => ["stopping", "gone"].includes(document.getElementById("instance-card").dataset.state), null, PATIENCE));
	await mine.waitForSelector(state("gone"), { timeout: 20000 });
	assert.deepEqual(mine.problems, []);
	assert.deepEqual(other.problems, []);
}

test("two browsers of one player see each other's start, renew and stop without a reload", async (t) => {
	const other = await open(browser);
	await login(other, player);
	await sees(t, page, other);
	await other.context().close();
});

test("two browsers of one team do, and each sees who has started it", async (t) => {
	const before = await setSettings({ user_mode: "teams", docker_assignment: "team" });
	t.after(() => setSettings(before));
	const captain = await makeUser(), member = await makeUser();
	await call(captain.headers, "POST", "/api/v1/teams", { name: fresh("Live team") });
	const { json } = await call(captain.headers, "POST", "/api/v1/teams/me/members");
	assert.equal((await call(member.headers, "POST", "/api/v1/teams/join", { code: json.data.code })).status, 200);
	const mine = await open(browser), other = await open(browser);
	await login(mine, captain);
	await login(other, member);
	await sees(t, mine, other);
	await other.click("#start");
	await mine.waitForSelector(`#owner:has-text("Started by ${member.name}")`, PATIENCE);
	assert.equal((await other.textContent("#owner")).trim(), "");
	await mine.waitForSelector(state("running"), PATIENCE);
	await mine.click("#stop");
	await mine.click('dialog button[value="yes"]');
	await other.waitForSelector(state("gone"), PATIENCE);
	await mine.context().close();
	await other.context().close();
});

test("the board marks what runs, for how long, and forgets it", async (t) => {
	const board = await page.context().newPage();
	await board.goto(`${url}/containers/`);
	const card = `.ch-card[data-challenge="${first.id}"]`;
	assert.ok(await board.isHidden(`${card} .ch-live`));
	await page.click("#start");
	await page.waitForSelector(state("running"), { timeout: 30000 });
	await soon(t, "the mark", board.waitForSelector(`${card}[data-live] .ch-live:has-text("running")`, PATIENCE));
	await page.click("#stop");
	await page.click('dialog button[value="yes"]');
	await page.waitForSelector(state("gone"), { timeout: 20000 });
	await soon(t, "no mark", board.waitForSelector(`${card}:not([data-live])`, PATIENCE));
	await board.close();
});

test("\"My instances\" follows what comes, runs and goes", async (t) => {
	const mine = await page.context().newPage();
	await mine.goto(`${url}/containers/instances`);
	assert.ok(await mine.isVisible("text=Nothing of yours is running"));
	await page.goto(at(first));
	await page.click("#start");
	const card = `.mine[data-challenge="${first.id}"]`;
	await soon(t, "the card", mine.waitForSelector(card, PATIENCE));
	await mine.waitForSelector(`${card}[data-state="running"] .copy:visible`, { timeout: 30000 });
	await mine.waitForFunction(() => /^\d+ min left$/.test(document.querySelector(".mine-ends").textContent));
	await page.waitForSelector(state("running"));
	await page.click("#stop");
	await page.click('dialog button[value="yes"]');
	await mine.waitForSelector("text=Nothing of yours is running", { timeout: 20000 });
	await mine.close();
});

test("the filter finds, says when there is nothing, and remembers", async () => {
	await page.goto(`${url}/containers/`);
	await page.keyboard.press("/");
	await page.keyboard.type(first.name.toUpperCase());
	await page.waitForFunction(() => /^1 of \d+ challenges$/.test(document.getElementById("board-found").textContent));
	assert.ok(await page.isVisible(`.ch-card[data-challenge="${first.id}"]`));
	assert.ok(await page.isHidden(`.ch-card[data-challenge="${second.id}"]`));
	await page.goto(`${url}/containers/account`);
	await page.goto(`${url}/containers/`);
	assert.equal(await page.inputValue("#board-search"), first.name.toUpperCase());
	assert.ok(await page.isHidden(`.ch-card[data-challenge="${second.id}"]`));
	await page.fill("#board-search", "no such challenge");
	assert.ok(await page.isVisible("#board-nothing"));
	await page.click("#board-clear");
	assert.ok(await page.isVisible(`.ch-card[data-challenge="${second.id}"]`));
	assert.deepEqual(page.problems, []);
});

test("the theme follows the switch, in this tab, the others and the next page", async () => {
	const theme = (p) => p.evaluate(() => document.documentElement.getAttribute("data-bs-theme"));
	const other = await page.context().newPage();
	await other.goto(`${url}/containers/account`);
	assert.equal(await theme(page), "light");
	await page.click("#theme-switch");
	assert.equal(await theme(page), "dark");
	await other.waitForFunction(() => document.documentElement.getAttribute("data-bs-theme") === "dark");
	await page.goto(`${url}/containers/account`);
	assert.equal(await theme(page), "dark");
	await page.click("#theme-switch");
	assert.equal(await theme(page), "light");
	await other.close();
});

test("times are the viewer's", async () => {
	const shown = [];
	for (const timezoneId of ["Asia/Tokyo", "America/New_York"]) {
		const there = await open(browser, { timezoneId, locale: "en-GB" });
		await login(there, admin);
		await there.goto(`${url}/containers/admin/images`);
		const time = there.locator("td time").first();
		const when = new Date(await time.getAttribute("datetime"));
		shown.push(await time.textContent());
		const want = when.toLocaleTimeString("en-GB", { timeZone: timezoneId, hour: "2-digit", minute: "2-digit" });
		assert.ok(shown.at(-1).includes(want), `${shown.at(-1)} in ${timezoneId}, not ${want}`);
		await there.context().close();
	}
	assert.notEqual(shown[0], shown[1]);
});
