// The instance card, live: polls the instance's state and draws it.
import { announce, call } from "./http.js";
import { ask } from "./confirm.js";

const FAST_MS = 700;
const SLOW_MS = 2000;
const LOW_S = 5 * 60;

const STAGES = {
	none: "Not running",
	queued: "Waiting in the queue",
	creating: "Creating the container",
	starting: "Starting the container",
	checking: "Checking that it answers",
	running: "Running",
	stopping: "Stopping",
	failed: "Failed",
	gone: "Not running",
};
const SETTLED = ["none", "running", "gone"];

function element(tag, className, text) {
	const el = document.createElement(tag);
	if (className) el.className = className;
	if (text !== undefined) el.textContent = text;
	return el;
}

function endpointItem(endpoint) {
	const li = element("li", "endpoint");
	li.append(element("span", "endpoint-label", endpoint.label || endpoint.kind));
	if (endpoint.url) {
		const link = element("a", "", endpoint.url);
		link.href = endpoint.url;
		link.target = "_blank";
		link.rel = "noreferrer";
		li.append(link);
	} else {
		li.append(element("code", "", endpoint.text));
	}
	const button = element("button", "btn btn-sm btn-outline-secondary copy", "Copy");
	button.type = "button";
	button.dataset.copy = endpoint.url || endpoint.text;
	li.append(button);
	return li;
}

function duration(seconds) {
	const s = Math.max(0, Math.floor(seconds));
	const pad = (n) => String(n).padStart(2, "0");
	const h = Math.floor(s / 3600);
	return `${h ? `${h}:` : ""}${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
}

class Card {
	constructor(root) {
		this.root = root;
		this.url = `/api/v1/challenges/${root.dataset.challenge}/instance`;
		this.state = null;
		this.drawn = "";
		this.busy = false;
		this.timer = null;
	}

	start() {
		this.poll();
		setInterval(() => this.tick(), 500);
		document.addEventListener("visibilitychange", () => { if (!document.hidden) this.poll(); });
	}

	part(id) { return this.root.querySelector(`#${id}`); }

	schedule() {
		clearTimeout(this.timer);
		if (document.hidden) return;
		const settled = this.state && SETTLED.includes(this.state.state);
		this.timer = setTimeout(() => this.poll(), settled ? SLOW_MS : FAST_MS);
	}

	async poll() {
		try {
			this.take(await call("GET", this.url));
		} catch (error) {
			this.notice(error.message);
		}
		this.schedule();
	}

	take(data) {
		this.skew = data.now - Date.now() / 1000;
		this.state = data;
		const key = JSON.stringify({ ...data, now: 0 });
		if (key === this.drawn) return;
		this.drawn = key;
		this.draw(data);
	}

	notice(text) { this.part("notice").textContent = text || ""; }

	draw(data) {
		const stage = STAGES[data.state] + (data.state === "queued" && data.place ? ` (place ${data.place})` : "");
		if (this.root.dataset.state !== data.state) announce(`Instance: ${stage}`);
		this.root.dataset.state = data.state;
		this.part("stage").replaceChildren(element("span", "dot"), element("span", "", data.restarting ? "Restarting" : stage));
		this.notice(data.message);
		this.part("endpoints").replaceChildren(...(data.state === "running" ? data.endpoints.map(endpointItem) : []));
		this.drawActions(data);
		this.drawClock(data);
	}

	button(id, text, kind, action, why) {
		const button = element("button", `btn ${kind}`, text);
		button.id = id;
		button.type = "button";
		button.disabled = this.busy || Boolean(why);
		if (why) button.title = why;
		button.addEventListener("click", action);
		return button;
	}

	drawActions(data) {
		const focused = document.activeElement && document.activeElement.id;
		const buttons = [];
		if (["none", "gone"].includes(data.state)) {
			const again = data.end_reason === "failed" ? "Try again" : "Start instance";
			buttons.push(this.button("start", again, "btn-primary", () => this.act("POST")));
		}
		if (data.state === "running") {
			const left = data.renewals_left;
			const text = left >= 0 ? `Renew (${left} left)` : "Renew";
			buttons.push(this.button("renew", text, "btn-primary", () => this.act("PATCH"), left === 0 ? "No renewals left" : ""));
			buttons.push(this.button("reset", "Reset", "btn-outline-secondary",
			    () => this.act("PUT", "Throw this instance away and start a fresh one?")));
		}
		if (!["none", "gone", "stopping"].includes(data.state)) {
			buttons.push(this.button("stop", data.state === "running" ? "Stop" : "Cancel", "btn-outline-danger",
			    () => this.act("DELETE", "Stop this instance? What you did in it is lost.")));
		}
		this.part("actions").replaceChildren(...buttons);
		if (focused && this.part(focused)) this.part(focused).focus();
	}

	drawClock(data) {
		const clock = this.part("clock");
		clock.replaceChildren();
		if (data.state !== "running") return;
		if (!data.expires) {
			clock.append(element("span", "muted", "No time limit"));
			return;
		}
		const text = element("span", "", "");
		text.id = "countdown";
		const bar = element("div", "bar");
		bar.append(element("div", "bar-fill"));
		clock.append(text, bar);
		this.total = Math.max(this.total || 0, data.expires - data.now);
		this.tick();
	}

	tick() {
		const data = this.state;
		const text = this.part("countdown");
		if (!data || data.state !== "running" || !data.expires || !text) return;
		const left = data.expires - (Date.now() / 1000 + this.skew);
		const bar = this.root.querySelector(".bar");
		text.textContent = `${duration(left)} left`;
		if (!bar) return;
		bar.firstElementChild.style.width = `${Math.min(100, Math.max(0, 100 * left / this.total))}%`;
		bar.classList.toggle("bar-low", left < LOW_S);
	}

	async act(method, question) {
		if (question && !(await ask(question))) return;
		this.busy = true;
		this.drawActions(this.state);
		let failure = "";
		try {
			this.take(await call(method, this.url));
		} catch (error) {
			failure = error.message;
		}
		this.busy = false;
		this.drawActions(this.state);
		if (failure) this.notice(failure);
		this.schedule();
	}
}

export function start() {
	const root = document.getElementById("instance-card");
	if (root) new Card(root).start();
}
