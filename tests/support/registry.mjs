// A real registry on loopback (Debian's docker-registry) with images made for
// the test, behind a door that can hold what passes: so a pull stands still in
// the middle of a layer for as long as a test wants to look.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { gzipSync } from "node:zlib";
import { engine, until } from "./bench.mjs";

const freePort = () => new Promise((resolve) => {
	const server = net.createServer().listen(0, "127.0.0.1", () => {
		const { port } = server.address();
		server.close(() => resolve(port));
	});
});

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const digestOf = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

// A tar archive (ustar) of { name: bytes }.
function tar(files) {
	const parts = [];
	for (const [name, data] of Object.entries(files)) {
		const head = Buffer.alloc(512);
		head.write(name, 0);
		head.write("0000644\0", 100);
		head.write("0000000\0", 108);
		head.write("0000000\0", 116);
		head.write(`${data.length.toString(8).padStart(11, "0")}\0`, 124);
		head.write("00000000000\0", 136);
		head.write("        ", 148);
		head.write("0", 156);
		head.write("ustar\x0000", 257);
		head.write(`${head.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `, 148);
		parts.push(head, data, Buffer.alloc((512 - data.length % 512) % 512));
	}
	return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export class Registry {
	holding = false;
	held = [];
	blobs = 0; // asked for

	static async open() {
		const registry = new Registry();
		registry.dir = mkdtempSync("/tmp/berth-registry-");
		registry.inner = await freePort();
		writeFileSync(`${registry.dir}/config.yml`, `version: 0.1
log: {level: error}
storage:
  filesystem: {rootdirectory: ${registry.dir}/data}
http:
  addr: 127.0.0.1:${registry.inner}
  relativeurls: true
`);
		registry.child = spawn("docker-registry", ["serve", `${registry.dir}/config.yml`], { stdio: "ignore" });
		registry.server = http.createServer((req, res) => registry.pass(req, res));
		await new Promise((resolve) => { registry.server.listen(0, "127.0.0.1", resolve); });
		registry.host = `127.0.0.1:${registry.server.address().port}`;
		await until("the registry", () => fetch(`http://${registry.host}/v2/`).then((answer) => answer.ok, () => false));
		return registry;
	}

	pass(req, res) {
		if (req.url.includes("/private/")) {
			res.writeHead(401, { "WWW-Authenticate": 'Basic realm="test"', "Content-Type": "application/json" });
			res.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
			return;
		}
		const inner = http.request({ host: "127.0.0.1", port: this.inner, method: req.method, path: req.url, headers: req.headers }, (answer) => {
			res.writeHead(answer.statusCode, answer.headers);
			if (req.method === "GET" && req.url.includes("/blobs/") && Number(answer.headers["content-length"]) > 100000) this.blob(answer, res);
			else answer.pipe(res);
		});
		inner.on("error", () => res.destroy());
		req.pipe(inner);
	}

	// A layer: as long as the door is held, half of it.
	async blob(answer, res) {
		this.blobs++;
		const data = Buffer.concat(await answer.toArray());
		if (!this.holding) return res.end(data);
		let sent = data.length / 2 | 0;
		res.write(data.subarray(0, sent));
		const drop = () => {
			if (sent + 4000 >= data.length) return;
			res.write(data.subarray(sent, sent + 4000));
			sent += 4000;
		};
		await new Promise((resolve) => { this.held.push({ resolve, res, drop }); });
		res.end(data.subarray(sent));
	}

	hold() {
		this.holding = true;
	}

	// What is held goes on by drops until the engine has hung up on one of
	// them: it notices that nobody listens to its news when it has some.
	async hangsUp() {
		await until("the engine to hang up", async () => {
			for (const { drop } of this.held) drop();
			await new Promise((resolve) => setTimeout(resolve, 120));
			return this.held.some(({ res }) => res.destroyed);
		});
	}

	release() {
		this.holding = false;
		for (const { resolve } of this.held.splice(0)) resolve();
	}

	// An image from scratch with layers of its own, pushed as an engine does.
	// Returns its name and its digest.
	async image(name, layers = 2) {
		const [, repository, tag] = /^(.*):(.*)$/.exec(name);
		const blobs = [];
		const diffs = [];
		for (let i = 0; i < layers; i++) {
			const layer = tar({ [`f${i}`]: randomBytes(400000) });
			diffs.push(digestOf(layer));
			blobs.push(gzipSync(layer, { level: 1 }));
		}
		const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", created: "2026-01-02T03:04:05Z",
			config: { Cmd: ["/f0"] }, rootfs: { type: "layers", diff_ids: diffs } }));
		for (const blob of [...blobs, config]) await this.push(repository, blob);
		const part = (mediaType, blob) => ({ mediaType, size: blob.length, digest: digestOf(blob) });
		const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST,
			config: part("application/vnd.docker.container.image.v1+json", config),
			layers: blobs.map((blob) => part("application/vnd.docker.image.rootfs.diff.tar.gzip", blob)) }));
		await this.put(`/v2/${repository}/manifests/${tag}`, manifest, MANIFEST);
		return { tag: `${this.host}/${name}`, digest: digestOf(manifest) };
	}

	async push(repository, blob) {
		const { headers } = await fetch(`http://${this.host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
		const place = new URL(headers.get("location"), `http://${this.host}`);
		place.searchParams.set("digest", digestOf(blob));
		await this.put(place.pathname + place.search, blob, "application/octet-stream");
	}

	async put(path, body, type) {
		const answer = await fetch(`http://${this.host}${path}`, { method: "PUT", body, headers: { "Content-Type": type } });
		if (answer.status !== 201) throw new Error(`registry: ${path}: ${answer.status} ${await answer.text()}`);
	}

	// Off the engine again, whatever a test has left there.
	forget = (tag) => engine("DELETE", `/images/${encodeURIComponent(tag)}?force=1`);

	async close() {
		this.release();
		this.server.closeAllConnections();
		this.server.close();
		this.child.kill();
		await until("the registry to end", () => this.child.exitCode !== null || this.child.signalCode !== null);
		rmSync(this.dir, { recursive: true });
	}
}
