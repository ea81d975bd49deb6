// The stub engine against the real one: the same answers to the same calls,
// as far as we read them.  What the other fault tests prove is worth as much.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { deployment, engine } from "../support/bench.mjs";
import { Stub } from "../support/rig.mjs";

// What engine/docker_read.c reads, each with its type.
const version = { ApiVersion: "string", MinAPIVersion: "string", Version: "string", Os: "string", Arch: "string", Components: [{ Name: "string" }] };
const inspect = { Id: "string", Name: "string", Created: "string",
	State: { Status: "string", ExitCode: "number", OOMKilled: "boolean" },
	Config: { Labels: { "berth.deployment": "string" } },
	NetworkSettings: { Networks: { bridge: { IPAddress: "string" } }, Ports: { "8000/tcp": [{ HostIp: "string", HostPort: "string" }] } } };
const list = [{ Id: "string", Names: ["string"], State: "string", Created: "number", Labels: { "berth.instance": "string" } }];
const images = [{ RepoTags: ["string"], Size: "number", Created: "number" }];

function shaped(value, shape, path = "") {
	if (typeof shape === "string") assert.equal(typeof value, shape, path);
	else if (Array.isArray(shape)) {
		assert.ok(Array.isArray(value) && value.length > 0, path);
		shaped(value[0], shape[0], `${path}[0]`);
	} else for (const key of Object.keys(shape)) shaped(value?.[key], shape[key], `${path}.${key}`);
}

const dir = mkdtempSync("/tmp/berth-stub-");
const stub = new Stub(dir);
const name = `berth-${deployment}-stub-test-${process.pid}`;
// not the bench's own label: its keeper would take it for an orphan
const labels = { "berth.deployment": `${deployment}-stub`, "berth.instance": "1" };
const body = { Image: "berth-demo-web:latest", Labels: labels, ExposedPorts: { "8000/tcp": {} },
	HostConfig: { PortBindings: { "8000/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] } } };
const engines = { "the engine": engine, "the stub": (...call) => stub.call(...call) };

before(() => stub.start());
after(async () => {
	await engine("DELETE", `/containers/${name}?force=true`);
	await stub.stop();
	rmSync(dir, { recursive: true });
});

for (const [which, call] of Object.entries(engines)) {
	const status = async (want, words, ...what) => {
		const answer = await call(...what);
		assert.equal(answer.status, want, `${what[0]} ${what[1]}: ${answer.text}`);
		if (words) assert.match(answer.json.message, words);
		return answer;
	};
	test(`${which}: the life of a container`, async () => {
		await status(404, /^No such image: no-such-image/, "POST", `/containers/create?name=${name}`, { ...body, Image: "no-such-image" });
		const made = await status(201, null, "POST", `/containers/create?name=${name}`, body);
		assert.match(made.json.Id, /^[0-9a-f]{64}$/);
		await status(409, new RegExp(`^Conflict. The container name "/${name}" is already in use by container "${made.json.Id}"`),
			"POST", `/containers/create?name=${name}`, body);
		const created = (await status(200, null, "GET", `/containers/${name}/json`)).json;
		assert.equal(created.State.Status, "created");
		await status(204, null, "POST", `/containers/${made.json.Id}/start`);
		await status(304, null, "POST", `/containers/${name}/start`);
		const running = (await status(200, null, "GET", `/containers/${name}/json`)).json;
		shaped(running, inspect);
		assert.equal(running.State.Status, "running");
		assert.equal(running.Name, `/${name}`);
		assert.ok(Math.abs(Date.parse(running.Created) - Date.now()) < 60000);
		const filters = encodeURIComponent(JSON.stringify({ label: ["berth.deployment=" + labels["berth.deployment"], "berth.instance=1"] }));
		const listed = (await status(200, null, "GET", `/containers/json?all=true&filters=${filters}`)).json;
		shaped(listed, list);
		assert.deepEqual(listed.map(({ Id, State }) => [Id, State]), [[made.json.Id, "running"]]);
		await status(204, null, "DELETE", `/containers/${made.json.Id}?force=true&v=true`);
		for (const [method, rest] of [["GET", "/json"], ["POST", "/start"], ["DELETE", "?force=true"]])
			await status(404, new RegExp(`^No such container: ${name}`), method, `/containers/${name}${rest}`);
		assert.deepEqual((await status(200, null, "GET", `/containers/json?all=true&filters=${filters}`)).json, []);
	});

	test(`${which}: what it is and has`, async () => {
		const about = (await status(200, null, "GET", "/version")).json;
		shaped(about, version);
		assert.equal((await call("GET", "/_ping")).text, "OK");
		shaped((await status(200, null, "GET", "/images/json")).json, images);
		const beyond = `/v1.${Number(about.ApiVersion.split(".")[1]) + 1}/containers/json`;
		await status(400, /^client version 1\.\d+ is too new\. Maximum supported API version is 1\.\d+$/, "GET", beyond);
		// an old engine says this one as plain text
		const old = await call("GET", "/v1.1/containers/json");
		assert.equal(old.status, 400);
		assert.match(old.text, /client version 1\.1 is too old\. Minimum supported API version is 1\.\d+/);
	});
}
