// One instance, live: facts and timeline as the server draws them, and the tail
// of its container's log and its load, which the keeper asks the engine for.
// One question after the other, only while it is looked at.
import { call } from "./http.js";
import { t } from "./text.js";
import * as time from "./time.js";

const PACE_MS = 2000;
const TROUBLE_MS = 10000;
// Drawn by the server; the others are filled here.
const DRAWN = ["head", "facts", "timeline"];

async function fetchView(url) {
	const answer = await fetch(`${url}?bare=1`, { credentials: "same-origin", redirect: "manual" });
	if (!answer.ok) throw new Error(t("The server answered {status}. Try again in a moment.", { status: answer.status }));
	const page = new DOMParser().parseFromString(await answer.text(), "text/html");
	return document.importNode(page.getElementById("instance-view"), true);
}

const part = (view, name) => view.querySelector(`[data-piece="${name}"]`);
const mib = (bytes) => (bytes / 1024 / 1024).toFixed(1);

// What the server has drawn anew; `shown` remembers it as it came.
function takeParts(view, fresh, shown) {
	for (const name of DRAWN) {
		const [old, now] = [part(view, name), part(fresh, name)];
		if (shown[name] === now.innerHTML) continue;
		shown[name] = now.innerHTML;
		// not under somebody's fingers
		if (old.contains(document.activeElement) && document.activeElement.matches("button")) continue;
		old.replaceChildren(...now.childNodes);
		time.start(old);
	}
	for (const name of ["load", "log"]) {
		const now = part(fresh, name);
		if (!now || part(view, name)) continue;
		part(view, "facts").after(now);
		if (name === "log") part(view, "load").after(now);
		prepareLog(view);
	}
	view.toggleAttribute("data-live", fresh.hasAttribute("data-live"));
}

const isAtEnd = (log) => log.scrollTop + log.clientHeight >= log.scrollHeight - 4;

// Whoever scrolls back reads; whoever scrolls to the end follows.
function prepareLog(view) {
	const box = part(view, "log");
	if (!box || box.dataset.ready) return;
	box.dataset.ready = "1";
	const log = box.querySelector(".log");
	const follow = box.querySelector("[data-follow]");
	follow.hidden = false;
	log.scrollTop = log.scrollHeight;
	log.addEventListener("scroll", () => { follow.querySelector("input").checked = isAtEnd(log); });
	follow.addEventListener("change", () => {
		if (follow.querySelector("input").checked) log.scrollTop = log.scrollHeight;
	});
}

async function tail(view, api) {
	const { log: text } = await call("GET", `${api}/logs`);
	const box = part(view, "log");
	const log = box.querySelector(".log");
	const follows = box.querySelector("[data-follow] input").checked;
	const now = text || log.dataset.empty;
	if (log.textContent === now) return;
	log.textContent = now;
	if (follows) log.scrollTop = log.scrollHeight;
}

async function load(view, api) {
	const stats = await call("GET", `${api}/stats`);
	const say = (name, text) => { part(view, "load").querySelector(`[data-load="${name}"]`).textContent = text; };
	say("cpu", stats.cpu_percent === null ? "…" : `${stats.cpu_percent.toFixed(1)} %`);
	say("memory", t("{used} of {limit} MiB", { used: mib(stats.memory_bytes), limit: mib(stats.memory_limit) }));
	say("pids", stats.pids);
}

// Follow the instance in `view` until the function that is returned is called.
function watch(view, url) {
	const api = `/api/v1/admin/instances/${view.dataset.instance}`;
	const shown = {};
	let stopped = false;

	for (const name of DRAWN) shown[name] = part(view, name).innerHTML;
	const round = async () => {
		takeParts(view, await fetchView(url), shown);
		if (!stopped && view.hasAttribute("data-live")) await Promise.all([tail(view, api), load(view, api)]);
	};
	const follow = async () => {
		let pace = PACE_MS;
		if (!document.hidden && !document.querySelector("dialog[open]:not(#drawer)")) {
			const trouble = await round().then(() => "", (error) => error.message);
			const note = view.querySelector("[data-trouble]");
			if (note) {
				// gone meanwhile: the next round says so
				note.hidden = !trouble || !view.hasAttribute("data-live");
				note.textContent = trouble;
			}
			if (trouble) pace = TROUBLE_MS;
		}
		if (!stopped) setTimeout(follow, pace);
	};
	prepareLog(view);
	setTimeout(follow, 0);
	return () => { stopped = true; };
}

// Show the instance of the page `url` in `body`; resolves to what ends it.
export async function open(body, url, isWanted) {
	try {
		const view = await fetchView(url);
		if (!isWanted()) return () => {};
		body.replaceChildren(view);
		// `watch` compares with what came, so times are put right after
		const stop = watch(view, url);
		time.start(view);
		return stop;
	} catch (error) {
		const text = document.createElement("p");
		text.className = "alert alert-danger";
		text.textContent = error.message;
		body.replaceChildren(text);
		return () => {};
	}
}

function start() {
	const view = document.getElementById("instance-view");
	if (view) watch(view, location.pathname);
}

start();
