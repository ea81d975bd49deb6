// The instance card in every state it can have, from a scripted poll: what it
// says, what it offers, what it refuses and why.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { api, launch, login, makeChallenge, open, player, url } from "./bench.mjs";

let browser, page, challenge;
let list = [];
let calls = [];

before(async () => {
	browser = await launch();
	challenge = await makeChallenge({ name: `Card ${process.pid}` });
	page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
	await login(page, player);
	await page.route("**/api/v1/instances", (route) => route.fulfill({ json: { success: true, data: list } }));
	await page.route("**/api/v1/challenges/*/instance", (route) => {
		calls.push(route.request().method());
		route.fulfill({ json: { success: true, data: instance({ state: "gone" }) } });
	});
	await page.goto(`${url}/containers/challenges/${challenge.id}`);
});

after(async () => {
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

const seconds = () => Math.floor(Date.now() / 1000);

function instance(fields) {
	return {
		state: "running", restarting: false, challenge_id: challenge.id, challenge_name: challenge.name, place: 0,
		endpoints: [], expires: 0, now: seconds(), renewals_left: -1, started_by: player.name, end_reason: "",
		message: "", generation: 1, ...fields,
	};
}

const endpoints = [
	{ label: "Shop", kind: "http", host: "localhost", port: 30001, text: "http://localhost:30001/", url: "http://localhost:30001/" },
	{ label: "", kind: "tcp", host: "localhost", port: 30002, text: "nc localhost 30002" },
];

// The poll now says this; wait until the card does.
async function show(fields) {
	list = [instance(fields)];
	await page.waitForSelector(`#instance-card[data-state="${list[0].state}"]`);
}

// Pictures of every state, where BERTH_SCREENS names a folder; those in
// docs/screens/ were made so.
async function picture(name) {
	const folder = process.env.BERTH_SCREENS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	await page.mouse.move(0, 0);
	await page.evaluate(() => document.activeElement.blur());
	await page.locator("#instance-card").screenshot({ path: `${folder}/card-${name}.png`, animations: "disabled" });
}

const text = (selector) => page.textContent(selector);
const current = () => page.textContent("#steps [aria-current=step]");

test("queued: the place and the expected wait", async () => {
	await show({ state: "queued", place: 3, wait_s: 37 });
	await page.waitForFunction(() => document.getElementById("queue").textContent === "Place 3 in the queue, about 40 s to wait");
	assert.equal(await current(), "Queue");
	assert.equal(await text("#stop"), "Cancel");
	assert.equal(await page.$("#start"), null);
	await picture("queued");
});

test("a longer wait is told in minutes", async () => {
	await show({ state: "queued", place: 90, wait_s: 301 });
	await page.waitForFunction(() => document.getElementById("queue").textContent === "Place 90 in the queue, about 6 min to wait");
});

test("queued without an expected wait says the place alone", async () => {
	await show({ state: "queued", place: 2 });
	await page.waitForFunction(() => document.getElementById("queue").textContent === "Place 2 in the queue");
});

for (const [state, step, words] of [["creating", "Create", "Creating the container"], ["starting", "Start", "Starting the container"],
	["checking", "Check", "Checking that it answers"]]) {
	test(`${state}: the step is marked, the ones before are done`, async () => {
		await show({ state });
		assert.equal(await current(), step);
		assert.equal(await text("#stage-text"), words);
		const done = await page.$$eval("#steps .done", (items) => items.length);
		assert.equal(done, ["queued", "creating", "starting", "checking"].indexOf(state));
		assert.match(await text("#announce"), new RegExp(words));
		await picture(state);
	});
}

test("running: endpoints with label, link and copy, and the time", async () => {
	await show({ endpoints, expires: seconds() + 1800 });
	assert.deepEqual(await page.$$eval(".endpoint-label", (all) => all.map((el) => el.textContent)), ["Shop", "tcp"]);
	assert.equal(await page.getAttribute(".endpoint a", "href"), "http://localhost:30001/");
	assert.match(await text("#countdown"), /^(30:00|29:5\d) left$/);
	assert.ok(await page.isHidden("#steps"));
	await page.click(".endpoint:nth-child(2) .copy");
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "nc localhost 30002");
	await page.waitForSelector("text=Copied");
	assert.match(await text("#announce"), /Copied/);
	await picture("running");
});

test("less than five minutes: the bar turns and a notice says so", async () => {
	await show({ endpoints, expires: seconds() + 299 });
	await page.waitForSelector(".clock-low");
	assert.match(await text("#notice"), /^Less than 5 minutes left\. Renew it to keep it\.$/);
	await picture("low");
});

test("renewals: how many are left, and why there is none", async () => {
	await show({ endpoints, expires: seconds() + 1700, renewals_left: 2 });
	await page.waitForSelector('#renew:has-text("2 left")');
	assert.ok(await page.isEnabled("#renew"));
	await show({ endpoints, expires: seconds() + 1700, renewals_left: 0 });
	await page.waitForSelector("#renew:disabled");
	assert.match(await text("#renew-why"), /^No renewals left/);
	assert.equal(await page.getAttribute("#renew", "aria-describedby"), "renew-why");
	await picture("no-renewals");
});

test("without a limit there is no clock and nothing to renew", async () => {
	await show({ endpoints, expires: 0 });
	await page.waitForFunction(() => document.getElementById("clock").textContent === "No time limit");
	assert.equal(await page.$("#renew"), null);
});

test("a teammate's instance says who started it", async () => {
	await show({ endpoints, expires: seconds() + 1800, started_by: "bob" });
	await page.waitForFunction(() => document.getElementById("owner").textContent === "Started by bob");
	await picture("teammate");
});

test("restarting says that the old one goes first", async () => {
	await show({ state: "stopping", restarting: true });
	await page.waitForFunction(() => document.getElementById("stage-text").textContent === "Stopping the old one");
	assert.equal(await page.$("#stop"), null);
	await picture("stopping");
});

test("failed: why, and another try", async () => {
	await show({ state: "failed", message: "The image is missing. The organisers have been told." });
	await page.waitForFunction(() => document.getElementById("notice").textContent.startsWith("The image is missing"));
	assert.equal(await page.getAttribute("#notice", "role"), "alert");
	assert.equal(await text("#start"), "Try again");
	await picture("failed");
});

test("reset and stop ask once, and a no changes nothing", async () => {
	await show({ endpoints, expires: seconds() + 1800 });
	calls = [];
	for (const id of ["reset", "stop"]) {
		await page.click(`#${id}`);
		await page.waitForSelector("dialog[open]");
		await page.click('dialog button[value="no"]');
		await page.waitForSelector("dialog", { state: "detached" });
	}
	assert.deepEqual(calls, []);
});

test("what is not in the list any more is asked for once", async () => {
	await show({ endpoints, expires: seconds() + 1800 });
	calls = [];
	list = [];
	await page.waitForSelector('#instance-card[data-state="gone"]');
	assert.equal(await text("#start"), "Start instance");
	assert.deepEqual(calls, ["GET"]);
	await picture("none");
});

test("a lost connection is said, and forgotten when it is back", async () => {
	await page.route("**/api/v1/instances", (route) => route.abort(), { times: 1 });
	await page.waitForFunction(() => document.getElementById("notice").textContent.startsWith("The server cannot be reached"));
	await page.waitForFunction(() => document.getElementById("notice").textContent === "");
	page.problems = [];
});

test("the focus stays in the card when its button goes", async () => {
	list = [];
	await page.focus("#start");
	await show({ state: "queued", place: 1 });
	assert.ok(await page.evaluate(() => document.getElementById("instance-card").contains(document.activeElement)));
	assert.deepEqual(page.problems, []);
});
