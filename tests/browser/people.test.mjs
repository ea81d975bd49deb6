// A team is made, its link opened by somebody who first has to register; an
// admin finds, changes and imports accounts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, api, launch, login, open, url } from "./bench.mjs";
import { fresh, logIn, makeUser, setSettings } from "../support/bench.mjs";

let browser, settingsBefore;

before(async () => {
	settingsBefore = await setSettings({ user_mode: "teams", registration: "open", brackets: "", team_size: 0 });
	browser = await launch();
});

after(async () => {
	await browser.close();
	await setSettings(settingsBefore);
});

test("a team is made and joined by its link, by way of the registration", async () => {
	const captain = await open(browser), guest = await open(browser);
	await login(captain, await makeUser());
	await captain.click("#no-team a");
	const team = fresh("Browser team");
	await captain.fill("#create-team #name", team);
	await captain.click("#create-team button[type=submit]");
	await captain.waitForSelector(`h1:has-text("${team}")`);
	await captain.click("#new-invite");
	const link = await captain.textContent("#invite-link");
	assert.ok(link.startsWith(`${url}/containers/team/join/`), link);

	await guest.goto(link);
	await guest.click('a:has-text("Create an account")');
	const name = fresh("guest");
	await guest.fill("#name", name);
	await guest.fill("#email", `${name.replace(/ /g, "")}@example.org`);
	await guest.fill("#password", "correct horse battery");
	await guest.click("#register button[type=submit]");
	await guest.waitForSelector(`h1:has-text("Join ${team}?")`);
	await guest.click("#join button[type=submit]");
	await guest.waitForSelector(`#members >> text=${name}`);
	assert.equal(await guest.locator("#new-invite").count(), 0);

	await captain.goto(`${url}/containers/team`);
	await captain.click(`#members tr:has-text("${name}") button:has-text("Make captain")`);
	await captain.click('dialog button[value="yes"]');
	await captain.waitForSelector(`#members tr:has-text("${name}") .chip`);
	assert.equal(await captain.locator("#new-invite").count(), 0);
	await captain.click("#leave");
	await captain.click('dialog button[value="yes"]');
	await captain.waitForSelector("#create-team");
	assert.deepEqual([captain.problems, guest.problems], [[], []]);
	await captain.context().close();
	await guest.context().close();
});

test("without JavaScript a team is made and left too", async () => {
	const page = await open(browser, { javaScriptEnabled: false });
	await login(page, await makeUser());
	await page.goto(`${url}/containers/team`);
	await page.fill("#create-team #name", fresh("Plain team"));
	await page.click("#create-team button[type=submit]");
	await page.click("#leave");
	await page.waitForSelector("#create-team");
	await page.context().close();
});

test("an account's password is changed, its other session ended", async () => {
	const user = await makeUser();
	await logIn(user);
	const page = await open(browser);
	await login(page, user);
	await page.goto(`${url}/containers/account`);
	assert.equal(await page.locator("#sessions tbody tr").count(), 2);
	await page.fill("#password-confirm", "wrong");
	await page.fill("#password", "something quite new");
	await page.click("#password-form button[type=submit]");
	await page.waitForSelector("#password-confirm-error");
	page.problems.length = 0; // the browser's word about status 400
	await page.fill("#password-confirm", user.password);
	await page.fill("#password", "something quite new");
	await page.click("#password-form button[type=submit]");
	await page.waitForFunction(() => document.querySelectorAll("#sessions tbody tr").length === 1);
	assert.deepEqual(page.problems, []);
	await page.context().close();
});

test("an admin finds an account, bans it, and makes some from a file", async () => {
	const user = await makeUser();
	const page = await open(browser);
	await login(page, admin);
	await page.goto(`${url}/containers/admin/users`);
	await page.fill("#search", user.name);
	await page.click('form[role=search] button[type=submit]');
	await page.click(`#users a:has-text("${user.name}")`);
	await page.check("input[name=banned]");
	await page.click("#user-form button[type=submit]");
	await page.goto(`${url}/containers/admin/users?only=banned&search=${encodeURIComponent(user.name)}`);
	assert.equal(await page.locator("#users tbody tr").count(), 1);
	assert.match(await page.textContent("#users tbody tr"), /banned/);

	const [one, two] = [fresh("filed"), fresh("filed")];
	await page.goto(`${url}/containers/admin/users/import`);
	const file = (text) => page.setInputFiles("#csv-file", { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
	await file(`name,email\n${one},\n${one},`);
	await page.waitForFunction((name) => document.getElementById("csv").value.includes(name), one);
	await page.click("#import-form button[type=submit]");
	await page.waitForSelector("#problems >> text=Line 3");
	page.problems.length = 0; // the browser's word about status 400
	await file(`name,email\n${one},\n${two},`);
	await page.waitForFunction((name) => document.getElementById("csv").value.includes(name), two);
	await page.click("#import-form button[type=submit]");
	const made = await page.inputValue("#made");
	assert.match(made, new RegExp(`"${two}","","[0-9a-f]{24}"`));
	await page.goto(`${url}/containers/admin/users?search=${encodeURIComponent(one)}`);
	await page.click(`#users a:has-text("${one}")`);
	await page.click("#delete-user");
	await page.click('dialog button[value="yes"]');
	await page.waitForURL(`${url}/containers/admin/users`);
	assert.equal((await api("GET", `/api/v1/users?q=${encodeURIComponent(one)}`)).body.data.length, 0);
	assert.deepEqual(page.problems, []);
	await page.context().close();
});
