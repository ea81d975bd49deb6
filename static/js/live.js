// One poll per browser.  Of all open tabs one leads: it asks the server for
// the caller's live instances and tells the others over a BroadcastChannel.
// The lead is a lease in localStorage (Web Locks need https).  Hidden tabs
// neither lead nor ask.  Fast while something changes, slow otherwise.
import { call } from "./http.js";

const FAST_MS = 700;
const SLOW_MS = 2000;
const TROUBLE_MS = 15000;
// While it waits for an answer, a leader says this often that it is still there:
// a tab that was closed or crashed meanwhile is missed after GRACE_MS.
const BEAT_MS = 500;
// How long after its next poll a silent leader counts as gone.
const GRACE_MS = 2500;
// Two tabs that claim at once see each other's claim after this.
const SETTLE_MS = 40;
// After somebody's click, changes are near.
const ALERT_MS = 4000;
const SETTLED = ["running", "gone"];
// Further back in the queue a look now and then will do: when a thousand wait,
// they ask 500 times a second and not 1400.
const FAR = 20;

const session = document.querySelector('meta[name="csrf-token"]').content;
const name = `berth-live-${session}`;
const me = Math.random().toString(36).slice(2);
const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
const listeners = new Set();
const asked = new Set();
let timer = null;
let latest = null;
let alertUntil = 0;
let failures = 0;
let busy = false;

function lease() {
	try {
		const held = JSON.parse(localStorage.getItem("berth-live"));
		return held && held.name === name && held.until > Date.now() ? held : null;
	} catch {
		return null;
	}
}

function hold(ms) {
	try {
		localStorage.setItem("berth-live", JSON.stringify({ name, id: me, until: Date.now() + ms }));
	} catch {
		// without storage every tab asks for itself
	}
}

function release() {
	const held = lease();
	if (!held || held.id !== me) return;
	localStorage.removeItem("berth-live");
	channel?.postMessage({ kind: "free" });
}

// Every message: {kind: "list", list, skew} | {kind: "one", instance, skew} |
// {kind: "trouble", text}, and between tabs "free", "poke" and "want".
function deliver(message) {
	if (message.kind === "list") latest = message;
	for (const listener of listeners) listener(message);
}

function tell(message) {
	channel?.postMessage(message);
	deliver(message);
}

const isMoving = ({ state, place }) => !SETTLED.includes(state) && !(state === "queued" && place > FAR);

function pace() {
	if (failures) return Math.min(TROUBLE_MS, SLOW_MS * 2 ** (failures - 1));
	const moving = latest && latest.list.some(isMoving);
	return moving || Date.now() < alertUntil ? FAST_MS : SLOW_MS;
}

async function ask() {
	busy = true;
	hold(GRACE_MS);
	const beat = setInterval(() => hold(GRACE_MS), BEAT_MS);
	try {
		const list = await call("GET", "/api/v1/instances");
		failures = 0;
		const skew = list.length ? list[0].now - Date.now() / 1000 : 0;
		tell({ kind: "list", list, skew });
	} catch (error) {
		failures++;
		tell({ kind: "trouble", text: error.message });
	}
	clearInterval(beat);
	busy = false;
	if (document.hidden) {
		release();
		return;
	}
	hold(pace() + GRACE_MS);
	later(pace());
}

function later(ms) {
	clearTimeout(timer);
	if (!document.hidden && listeners.size) timer = setTimeout(turn, ms);
}

// Lead if nobody does, follow otherwise.
async function turn() {
	if (document.hidden || busy) return;
	let held = lease();
	if (!held) {
		hold(GRACE_MS);
		await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
		held = lease();
	}
	if (!held || held.id === me) ask();
	else later(held.until - Date.now() + Math.random() * 300);
}

const leads = () => { const held = lease(); return !held || held.id === me; };

// Why it is not in the list any more: the leader asks once for all tabs.
async function details(challenge) {
	if (asked.has(challenge)) return;
	asked.add(challenge);
	setTimeout(() => asked.delete(challenge), 1000);
	try {
		publish(await call("GET", `/api/v1/challenges/${challenge}/instance`));
	} catch (error) {
		tell({ kind: "trouble", text: error.message });
	}
}

export function want(challenge) {
	if (leads()) details(challenge);
	else channel.postMessage({ kind: "want", challenge });
}

// What a call of this tab has answered, for all tabs.
export function publish(instance) {
	tell({ kind: "one", instance, skew: instance.now - Date.now() / 1000 });
}

// Something has been ordered: look soon, and often for a while.
export function poke() {
	if (leads()) {
		alertUntil = Date.now() + ALERT_MS;
		later(FAST_MS / 2);
	} else channel.postMessage({ kind: "poke" });
}

// What is known already, or null.
export const known = () => latest;

// Call `listener` with every message from now on, until the function that
// this returns is called.
export function subscribe(listener) {
	listeners.add(listener);
	// the page has just been made by the server: no hurry
	if (listeners.size === 1) later(pace());
	return () => listeners.delete(listener);
}

if (channel) {
	channel.addEventListener("message", ({ data }) => {
		if (data.kind === "free") later(Math.random() * 100);
		else if (data.kind === "poke") { if (leads()) poke(); }
		else if (data.kind === "want") { if (leads() && listeners.size) details(data.challenge); }
		else deliver(data);
	});
}
document.addEventListener("visibilitychange", () => {
	if (document.hidden) {
		clearTimeout(timer);
		release();
	} else later(0);
});
addEventListener("pagehide", release);
// back from the browser's cache of pages
addEventListener("pageshow", (event) => { if (event.persisted) later(0); });
