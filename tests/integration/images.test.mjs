// Images: pulled by name from a real registry, layer by layer, listed with
// what uses them, removed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { admin, adminToken, api, byToken, call, dropChallenge, engine, fresh, logIn, makeChallenge, send, submit, until } from "../support/bench.mjs";
import { sql } from "../support/routes.mjs";
import { Registry } from "../support/registry.mjs";

let registry;
const images = {};
const boss = byToken(adminToken);

before(async () => {
	registry = await Registry.open();
	for (const name of ["one", "two", "three"]) images[name] = await registry.image(`ctf/${name}:1`);
});
after(async () => {
	for (const { tag } of Object.values(images)) await registry.forget(tag);
	await registry.close();
});

const pull = (image) => call(boss, "POST", "/api/v1/images", { image });
const pulls = async () => (await api("GET", "/api/v1/images/pulls")).body.data;
const pullOf = async (image) => (await pulls()).find((one) => one.image === image);
const inState = (image, state) => until(`${image} to be ${state}`, async () => {
	const found = await pullOf(image);
	return found?.state === state && found;
});
const listed = async (tag) => (await api("GET", "/api/v1/images")).body.data.find((one) => one.tag === tag);
const audited = (action, tag) => Number(sql(`SELECT COUNT(*) FROM audit_log WHERE action = '${action}' AND object = 'image/${tag}'`));

test("a pull shows its layers, is one for all who ask, and ends with the registry's digest", async () => {
	const { tag, digest } = images.one;
	registry.hold();
	assert.equal((await pull(tag)).status, 200);
	const half = await until("two layers half way", async () => {
		const found = await pullOf(tag);
		return found?.layers.filter((layer) => layer.state === "fetching" && layer.fetched > 0).length === 2 && found;
	});
	assert.equal(half.state, "running");
	for (const layer of half.layers) {
		assert.match(layer.id, /^[0-9a-f]{12}$/);
		assert.ok(layer.size > 400000 && layer.fetched < layer.size && layer.percent < 70, JSON.stringify(layer));
	}
	assert.ok(half.percent > 0 && half.percent < 70, String(half.percent));
	assert.equal((await pull(tag)).status, 200);
	assert.equal((await pulls()).filter((one) => one.image === tag).length, 1);
	assert.equal(registry.blobs, 2);
	registry.release();
	const done = await inState(tag, "done");
	assert.equal(done.digest, digest);
	assert.equal(done.percent, 100);
	assert.deepEqual(done.layers.map(({ state }) => state), ["done", "done"]);
	const image = await listed(tag);
	assert.deepEqual([image.digest, image.used_by], [digest, []]);
	assert.ok(image.size >= 800000 && !Number.isNaN(Date.parse(image.created)), JSON.stringify(image));
	assert.equal(audited("image.pull", tag), 2);
});

test("two at a time; a cancelled one is let go by the engine and can be pulled again", async () => {
	const [two, three] = [images.two.tag, images.three.tag];
	const other = `${registry.host}/ctf/one:2`;
	registry.hold();
	assert.equal((await pull(two)).status, 200);
	assert.equal((await pull(three)).status, 200);
	// an engine fetches three layers at a time: one of them is of the first
	await until("three layers half way", () => registry.held.length === 3);
	const full = await pull(other);
	assert.equal(full.status, 409);
	assert.match(full.text, /Two images are being pulled already/);
	assert.equal((await api("DELETE", "/api/v1/images/pulls", { image: two })).status, 200);
	assert.equal((await pullOf(two)).state, "cancelled");
	await registry.hangsUp();
	assert.equal((await api("DELETE", "/api/v1/images/pulls", { image: two })).status, 404);
	assert.equal((await pull(other)).status, 200, "there is room again");
	assert.match((await inState(other, "failed")).message, /no such image or tag/);
	registry.release();
	await inState(three, "done");
	assert.equal((await pull(two)).status, 200);
	await inState(two, "done");
});

test("what cannot be pulled says why", async () => {
	const nobody = "127.0.0.1:1/ctf/none:1";
	for (const [image, words] of [[`${registry.host}/private/web:1`, /wants a log-in.*on the engine's host/], [nobody, /connection refused/]]) {
		assert.equal((await pull(image)).status, 200);
		assert.match((await inState(image, "failed")).message, words);
	}
	for (const image of ["", "A b", "../x", "x:", "http://h/x", "x?fromSrc=-", "x".repeat(256)]) {
		const answer = await pull(image);
		assert.equal(answer.status, 400, image);
		assert.ok(answer.json.errors.image, answer.text);
	}
});

test("an image that a challenge or a container uses stays; another goes, tag by tag", async () => {
	const { tag, digest } = images.one;
	const challenge = await makeChallenge({ name: fresh("Uses"), image: tag, state: "hidden" });
	assert.deepEqual((await listed(tag)).used_by, [{ id: challenge.id, name: challenge.name }]);
	const refused = await api("DELETE", "/api/v1/images", { image: tag });
	assert.equal(refused.status, 409);
	assert.match(JSON.stringify(refused.body), new RegExp(`“${challenge.name}” uses this image`));
	const repository = tag.replace(/:1$/, "");
	assert.equal((await api("PATCH", `/api/v1/challenges/${challenge.id}`, { image: `${repository}@${digest}` })).status, 200);
	assert.equal((await api("DELETE", "/api/v1/images", { image: tag })).status, 409, "used by its digest");
	await dropChallenge(challenge);

	// a second tag, with which the engine alone would let the first one go
	await engine("POST", `/images/${encodeURIComponent(tag)}/tag?repo=${repository}&tag=second`);
	const name = `berth-images-test-${process.pid}`;
	const { json } = await engine("POST", `/containers/create?name=${name}`, { Image: tag });
	try {
		const used = await api("DELETE", "/api/v1/images", { image: tag });
		assert.equal(used.status, 409);
		assert.match(JSON.stringify(used.body), new RegExp(`Containers use this image: ${name}`));
	} finally {
		await engine("DELETE", `/containers/${json.Id}?force=1`);
	}
	assert.equal((await api("DELETE", "/api/v1/images", { image: tag })).status, 200);
	assert.equal(await listed(tag), undefined);
	assert.equal((await api("DELETE", "/api/v1/images", { image: tag })).status, 404);
	assert.equal((await api("DELETE", "/api/v1/images", { image: `${repository}:second` })).status, 200);
	assert.deepEqual([audited("image.remove", tag), audited("image.remove", `${repository}:second`)], [1, 1]);
});

test("it all works by forms, without a script", async () => {
	const session = await logIn(admin);
	const { tag } = images.one;
	const page = () => send("GET", "/containers/admin/images", { headers: { Cookie: session.cookie } });
	const post = (what, image) => submit({ Cookie: session.cookie }, `/containers/admin/images/${what}`, { nonce: session.nonce, image });
	registry.hold();
	assert.equal((await post("pull", tag)).status, 303);
	const { text } = await until("a layer on the page", async () => {
		const answer = await page();
		return /fetching 0\.\d of 0\.4 MB/.test(answer.text) && answer;
	});
	assert.match(text, /<progress max="100" value="\d+" aria-label="Layer [0-9a-f]{12}">/);
	assert.match(text, /Look again/);
	const part = await send("GET", "/containers/admin/images/pulls", { headers: { Cookie: session.cookie } });
	assert.match(part.text, /^<div id="pulls"/);
	assert.equal((await post("cancel", tag)).status, 303);
	assert.match((await page()).text, />cancelled</);
	registry.release();
	assert.equal((await post("pull", tag)).status, 303);
	await inState(tag, "done");
	const wrong = await post("pull", "no image");
	assert.equal(wrong.status, 400);
	assert.match(wrong.text, /value="no image"/);
	assert.match(wrong.text, /must be an image&#39;s name/);
	const used = await post("remove", "berth-demo-web:latest");
	assert.equal(used.status, 409);
	assert.match(used.text, /uses? this image/);
	assert.equal((await post("remove", tag)).status, 303);
	assert.ok(!(await page()).text.includes(`Remove “${tag}”`));
});
