// Everything a player does, with the keyboard alone: register, find a
// challenge, start, copy, hand in the flag, stop, log out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, launch, makeChallenge, open, url } from "./bench.mjs";

let browser, page, challenge;
const name = `Keyboard ${process.pid}`;
const flag = `flag{keys_${process.pid}}`;
// The most stops of Tab between two places of a page.
const STOPS = 60;

before(async () => {
	browser = await launch();
	challenge = await makeChallenge({ name });
	const { status, body } = await api("POST", "/api/v1/flags", { challenge_id: challenge.id, type: "static", content: flag });
	assert.equal(status, 200, JSON.stringify(body));
	page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
});

after(async () => {
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

// Tab until what has the focus matches; it must be seen that it has it.
async function tabTo(selector) {
	for (let i = 0; i < STOPS; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate((wanted) => {
			const el = document.activeElement;
			if (!el.matches(wanted)) return null;
			const style = getComputedStyle(el);
			return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "seen" : "unseen";
		}, selector);
		if (at) {
			assert.equal(at, "seen", `the focus on ${selector} cannot be seen`);
			return;
		}
	}
	throw new Error(`${selector} is not within ${STOPS} stops`);
}

const state = (wanted) => page.waitForSelector(`#instance-card[data-state="${wanted}"]`, { timeout: 30000 });

test("register", async () => {
	await page.goto(`${url}/containers/login`);
	await tabTo('a[href^="/containers/register"]');
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/containers\/register/);
	await tabTo("#name");
	await page.keyboard.type(`keys${process.pid}`);
	await tabTo("#email");
	await page.keyboard.type(`keys${process.pid}@example.org`);
	await tabTo("#password");
	await page.keyboard.type("a keyboard's own pass phrase");
	await page.keyboard.press("Enter");
	await page.waitForURL(`${url}/containers/`);
});

test("skip to the content, and find the challenge", async () => {
	await tabTo(".skip-link");
	await page.keyboard.press("Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), "main");
	await tabTo("#board-search");
	await page.keyboard.type(name);
	await tabTo(`.ch-card[data-challenge="${challenge.id}"]`);
	await page.keyboard.press("Enter");
	await page.waitForURL(new RegExp(`/challenges/${challenge.id}$`));
});

test("start, and copy where it is", async () => {
	await tabTo("#start");
	await page.keyboard.press("Enter");
	await state("running");
	await tabTo(".endpoint .copy");
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.getElementById("announce").textContent === "Copied");
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	assert.match(copied, /^http:\/\/localhost:\d+\/$/);
	assert.ok(await page.evaluate(() => document.activeElement.matches(".copy")), "the focus was lost");
});

test("hand in the flag", async () => {
	await page.reload();
	await tabTo("#submission");
	await page.keyboard.type(flag);
	await page.keyboard.press("Enter");
	await page.waitForFunction(() => document.getElementById("verdict").className.includes("success"));
});

test("stop, having been asked", async () => {
	await page.reload();
	await state("running");
	await tabTo("#stop");
	await page.keyboard.press("Enter");
	await page.waitForSelector("dialog[open]");
	assert.ok(await page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)));
	await page.keyboard.press("Escape");
	await page.waitForSelector("dialog", { state: "detached" });
	assert.equal(await page.evaluate(() => document.activeElement.id), "stop", "the focus must come back");
	await page.keyboard.press("Enter");
	await tabTo('dialog button[value="yes"]');
	await page.keyboard.press("Enter");
	await state("gone");
});

test("log out", async () => {
	await page.keyboard.press("Escape");
	await tabTo('form[action="/containers/logout"] button');
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/containers\/login/);
	assert.deepEqual(page.problems, []);
});
