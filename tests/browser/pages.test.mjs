// Every page, narrow and wide, light and dark: no sideways scroll, nothing
// that axe finds, no script error.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { admin, api, launch, login, makeChallenge, open, player, url } from "./bench.mjs";
import { call, folder, fresh, makeUser, setSettings } from "../support/bench.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, challenge, captain, team, invite, settingsBefore;

before(async () => {
	settingsBefore = await setSettings({ user_mode: "teams", brackets: "Students, Open", team_size: 8 });
	browser = await launch();
	// what authors write may be wider than any phone
	const wide = "x".repeat(120);
	challenge = await makeChallenge({ name: `Pages ${process.pid} ${wide}`.slice(0, 128),
		description: `${wide}\n\n    ${wide} ${wide}\n\n## Heading\n\n\`${wide}\`` });
	captain = await makeUser();
	team = (await call(captain.headers, "POST", "/api/v1/teams", { name: fresh("Team"), bracket: "Open" })).json.data;
	invite = (await call(captain.headers, "POST", "/api/v1/teams/me/members")).json.data;
});

after(async () => {
	await setSettings(settingsBefore);
	await api("DELETE", `/api/v1/challenges/${challenge.id}`);
	await browser.close();
});

const anonymous = ["/containers/login", "/containers/register"];
const forPlayers = () => ["/containers/", `/containers/challenges/${challenge.id}`, "/containers/instances",
	"/containers/account", "/containers/team", invite.path, "/containers/scoreboard"];
const forCaptains = () => ["/containers/team", "/containers/account", invite.path];
const forAdmins = () => ["/containers/dashboard", "/containers/settings", "/containers/admin/start", "/containers/admin/challenges",
	"/containers/admin/challenges/new", `/containers/admin/challenges/${challenge.id}`, "/containers/admin/images",
	"/containers/admin/audit", "/containers/admin/users", "/containers/admin/users/new", "/containers/admin/users/import",
	`/containers/admin/users/${team.captain_id}`, "/containers/admin/teams", "/containers/admin/teams/new",
	`/containers/admin/teams/${team.id}`, "/containers/admin/contest/submissions"];
// What nginx shows when Berth cannot, and Berth's own refusals.
const errors = ["down", "too-many", "too-large", "not-found"].map((name) => `/containers/errors-as-shown/${name}.html`);
const refused = ["/containers/challenges/999999999", "/containers/dashboard"];

async function look(page, path) {
	await page.goto(url + path);
	for (const width of [320, 768, 1440]) {
		await page.setViewportSize({ width, height: 900 });
		// a graph follows the window a moment later
		await page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, null, { timeout: 5000 }).catch(() => {});
		const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		assert.ok(over <= 0, `${path} at ${width} px is ${over} px too wide`);
	}
	// the CSP forbids inline scripts, so axe goes in through the debugger
	await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run());
	assert.deepEqual(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), [], path);
	assert.deepEqual(page.problems, [], path);
}

for (const colorScheme of ["light", "dark"]) {
	for (const [name, person, paths] of [["anyone", () => null, () => anonymous], ["a player", () => player, forPlayers],
		["a captain", () => captain, forCaptains], ["an admin", () => admin, forAdmins]]) {
		test(`pages for ${name} in ${colorScheme}`, async () => {
			const who = person();
			const page = await open(browser, { colorScheme });
			if (who) await login(page, who);
			for (const path of paths()) await look(page, path);
			await page.context().close();
		});
	}
}

for (const colorScheme of ["light", "dark"]) {
	test(`pages of errors in ${colorScheme}`, async () => {
		const page = await open(browser, { colorScheme });
		await login(page, player);
		// nginx keeps the addresses of its own pages to itself
		await page.route("**/errors-as-shown/*", (route) => route.fulfill({ contentType: "text/html",
			path: `${folder}/root/share/berth/static/errors/${route.request().url().split("/").pop()}` }));
		for (const path of errors) await look(page, path);
		for (const path of refused) {
			await assert.rejects(look(page, path), /Failed to load resource: the server responded with a status of 40[34]/);
			assert.ok(page.problems.every((problem) => /status of 40[34]/.test(problem)), page.problems.join());
			page.problems.length = 0;
			assert.match(await page.textContent("main"), /challenge|admin/i);
			assert.ok(await page.isVisible("main a"), "a way on");
		}
		await page.context().close();
	});
}

test("when the first page can be seen (printed; the aim is 1 s)", async (t) => {
	for (const [path, who] of [["/containers/login", null], ["/containers/", player]]) {
		const page = await open(browser);
		if (who) await login(page, who);
		await page.goto(url + path);
		const seen = await page.evaluate(() => new Promise((resolve) => {
			new PerformanceObserver((list) => resolve(list.getEntriesByName("first-contentful-paint")[0]?.startTime))
				.observe({ type: "paint", buffered: true });
		}));
		assert.ok(seen > 0);
		t.diagnostic(`${path}: ${Math.round(seen)} ms`);
		await page.context().close();
	}
});

// Bytes on the wire of one page, nothing cached.
async function weigh(path, who) {
	const page = await open(browser);
	if (who) await login(page, who);
	const wire = await page.context().newCDPSession(page);
	await wire.send("Network.enable");
	await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
	// each address once: what a live page asks again is not its weight
	const addresses = new Map(), weights = new Map();
	wire.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
	wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
		const address = addresses.get(requestId);
		if (!weights.has(address)) weights.set(address, encodedDataLength);
	});
	const answer = await page.goto(url + path, { waitUntil: "load" });
	const csp = answer.headers()["content-security-policy"];
	await page.context().close();
	const bytes = [...weights.values()].reduce((sum, n) => sum + n, 0);
	return { bytes, csp };
}

test("no page is heavier than 150 kB, and none weakens the CSP", async () => {
	for (const [path, who] of [["/containers/login", null], [`/containers/challenges/${challenge.id}`, player],
		["/containers/dashboard", admin], ["/containers/admin/challenges/new", admin]]) {
		const { bytes, csp } = await weigh(path, who);
		assert.ok(bytes > 10000 && bytes < 150000, `${path}: ${bytes} bytes`);
		assert.match(csp, /default-src 'none'/);
		assert.ok(!csp.includes("unsafe"), csp);
	}
});
