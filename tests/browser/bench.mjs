// What every browser test needs beside ../support/bench.mjs: a browser that
// talks to nobody else, pages that report their own errors.
import { chromium } from "playwright-core";
import { until, url } from "../support/bench.mjs";

export { admin, api, call, demoImage, fresh, makeChallenge, makeUser, player, setSettings, url } from "../support/bench.mjs";

export async function launch() {
	return chromium.launch({
		executablePath: "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
}

// A page of its own session.  `problems` collects what must not happen.
export async function open(browser, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	page.problems = [];
	page.on("pageerror", (error) => page.problems.push(`script: ${error.message}`));
	page.on("console", (message) => {
		// Chromium drops what is under way when the machine gets another address,
		// which the bridge of somebody's container is
		if (message.type() === "error" && !message.text().includes("ERR_NETWORK_CHANGED")) page.problems.push(`console: ${message.text()}`);
	});
	page.on("request", (request) => {
		if (new URL(request.url()).host !== new URL(url).host && !request.url().startsWith("data:"))
			page.problems.push(`left the platform: ${request.url()}`);
	});
	return page;
}

export async function login(page, who) {
	await page.goto(`${url}/containers/login`);
	await page.fill("#name", who.name);
	await page.fill("#password", who.password);
	await page.click("#login button[type=submit]");
	await page.waitForURL(`${url}/containers/`);
}

// Stop whatever instances the page's player has, and wait until all are gone.
export async function stopAll(page) {
	await until("the player's instances to be gone", () => page.evaluate(async () => {
		const headers = { "CSRF-Token": document.querySelector('meta[name="csrf-token"]').content };
		const { data } = await (await fetch("/api/v1/instances")).json();
		for (const one of data.filter((each) => each.state !== "stopping"))
			await fetch(`/api/v1/challenges/${one.challenge_id}/instance`, { method: "DELETE", headers });
		return data.length === 0;
	}));
}
