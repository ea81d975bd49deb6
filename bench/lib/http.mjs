// Requests as players send them, and how long they take.
import http from "node:http";

const { hostname, port } = new URL(process.env.BERTH_URL);

// Each player comes from an address of their own, as at an event: nginx and
// Berth limit by address.
export const addressOf = (n) => `127.1.${Math.floor(n / 250)}.${n % 250 + 1}`;

const agents = new Map();

// A browser: few connections, kept open.
function agentOf(ip) {
	if (!agents.has(ip)) agents.set(ip, new http.Agent({ keepAlive: true, maxSockets: 4, keepAliveMsecs: 20000 }));
	return agents.get(ip);
}

// { status, text, json, ms }: ms from the call to the answer's last byte.
export function call(who, method, path, body, again = true) {
	const text = body === undefined ? undefined : JSON.stringify(body);
	const headers = { Authorization: `Token ${who.token}` };
	if (text !== undefined || method !== "GET") headers["Content-Type"] = "application/json";
	if (method !== "GET") headers["Content-Length"] = text === undefined ? 0 : Buffer.byteLength(text);
	const began = performance.now();
	return new Promise((resolve, reject) => {
		const req = http.request({ hostname, port, method, path, headers, agent: agentOf(who.ip), localAddress: who.ip }, (res) => {
			const parts = [];
			res.on("data", (part) => parts.push(part));
			res.on("error", reject);
			res.on("end", () => {
				const answer = { status: res.statusCode, text: Buffer.concat(parts).toString(), ms: performance.now() - began };
				answer.json = /json/.test(res.headers["content-type"]) ? JSON.parse(answer.text) : null;
				resolve(answer);
			});
		});
		// nginx may close an idle connection just when it is used again
		req.on("error", (error) => req.reusedSocket && again ? resolve(call(who, method, path, body, false)) : reject(error));
		req.end(text);
	});
}

export function overSocket(socketPath, method, path) {
	return new Promise((resolve, reject) => {
		const req = http.request({ socketPath, method, path, agent: false }, (res) => {
			let text = "";
			res.setEncoding("utf8");
			res.on("data", (part) => { text += part; });
			res.on("end", () => resolve({ status: res.statusCode, text, json: JSON.parse(text) }));
		});
		req.on("error", reject);
		req.end();
	});
}

export function closeAll() {
	for (const agent of agents.values()) agent.destroy();
}
