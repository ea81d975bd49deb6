// A thread of its own that asks for a page again and again, so that what it
// measures is the server's latency and not the wait for a busy load generator.
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

// Ask for `path` as the players in turn, every `every` ms, until stop(), which
// gives the latencies in ms.
export function probe(players, path, every) {
	const worker = new Worker(new URL(import.meta.url), { workerData: { players, path, every } });
	return {
		stop: () => new Promise((resolve, reject) => {
			worker.once("message", resolve);
			worker.once("error", reject);
			worker.postMessage("stop");
		}),
	};
}

async function work({ players, path, every }) {
	const { call, closeAll } = await import("./http.mjs");
	const found = [], under = new Set();
	let next = 0;
	const ask = async () => {
		const { status, ms } = await call(players[next++ % players.length], "GET", path);
		if (status !== 200) throw new Error(`${path} answered ${status}`);
		found.push(ms);
	};
	const timer = setInterval(() => {
		const asked = ask().finally(() => under.delete(asked));
		under.add(asked);
	}, every);
	parentPort.once("message", async () => {
		clearInterval(timer);
		await Promise.all(under);
		closeAll();
		parentPort.postMessage(found);
		parentPort.close();
	});
}

if (!isMainThread && workerData?.path) await work(workerData);
