// A pull on the page: its layers move, the focus stays, the list grows by
// itself, and screen readers are told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { admin, launch, login, open, url } from "./bench.mjs";
import { Registry } from "../support/registry.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, registry, image;
before(async () => {
	registry = await Registry.open();
	image = await registry.image("ctf/seen:1");
	browser = await launch();
});
after(async () => {
	await browser.close();
	await registry.forget(image.tag);
	await registry.close();
});

test("a pull is followed to its end without a reload", async () => {
	const page = await open(browser);
	await login(page, admin);
	await page.goto(`${url}/containers/admin/images`);
	registry.hold();
	await page.fill("#image", image.tag);
	await page.click("#pull-form button");
	await page.waitForSelector(`.pull:has-text("${image.tag}") .layers li:nth-child(2)`);
	await page.evaluate(() => { window.stayed = true; });
	await page.focus(`.pull:has-text("${image.tag}") button`);
	await page.waitForFunction(() => {
		const bars = [...document.querySelectorAll(".layers progress")];
		return bars.length === 2 && bars.every((bar) => bar.value > 0 && bar.value < 70);
	});
	const sum = await page.textContent(".pull-sum");
	await page.waitForFunction((was) => document.querySelector(".pull-sum").textContent !== was, sum);
	assert.equal(await page.evaluate(() => document.activeElement.textContent), `Cancel pulling ${image.tag}`);
	await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run());
	assert.deepEqual(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`), []);
	assert.equal(await page.$(`#image-list code:text-is("${image.tag}")`), null);
	registry.release();
	await page.waitForSelector(`#image-list code:text-is("${image.tag}")`);
	assert.ok(await page.isVisible(`.pull .chip:text-is("pulled")`));
	assert.ok(await page.isVisible(`.pull-sum code:text-is("${image.digest}")`));
	assert.match(await page.textContent("#announce"), new RegExp(`${image.tag}: pulled`));
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(page.problems, []);
	await page.context().close();
});
