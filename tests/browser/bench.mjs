// What every browser test needs: the bench's address and people, a browser
// that talks to nobody else, pages that report their own errors.
import { chromium } from "playwright-core";

function needed(name) {
	const value = process.env[name];
	if (!value) throw new Error(`${name} is not set: run the tests by ./dev test`);
	return value;
}

export const url = needed("BERTH_URL");
export const admin = { name: needed("BERTH_ADMIN_NAME"), password: needed("BERTH_ADMIN_PASSWORD") };
export const player = { name: needed("BERTH_PLAYER_NAME"), password: needed("BERTH_PLAYER_PASSWORD") };
const token = needed("BERTH_ADMIN_TOKEN");

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
		if (message.type() === "error") page.problems.push(`console: ${message.text()}`);
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

// A call of the API as admin, outside the browser.
export async function api(method, path, body) {
	const answer = await fetch(url + path, {
		method,
		headers: { Authorization: `Token ${token}`, "Content-Type": "application/json" },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: answer.status, body: await answer.json() };
}

export async function demoImage() {
	const { body } = await api("GET", "/api/images");
	const image = body.images.find((tag) => tag.startsWith("berth-demo-web"));
	if (!image) throw new Error("the demo image is not on the engine");
	return image;
}

let made = 0;

// A container challenge of the test's own.
export async function makeChallenge(fields = {}) {
	const { status, body } = await api("POST", "/api/v1/challenges", {
		name: `Browser ${process.pid}-${++made}`, category: "test", description: "Made by a **test**.",
		type: "container", state: "visible", value: 100, image: await demoImage(), port: 8000, kind: "http", ...fields,
	});
	if (status !== 200) throw new Error(`challenge: ${status} ${JSON.stringify(body)}`);
	return body.data;
}
