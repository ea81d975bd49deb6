// The instance card, live: draws what the shared poll (live.js) says, and
// sends the player's orders.
import { ask } from "./confirm.js";
import { clock, roughly, words } from "./duration.js";
import { announce, call } from "./http.js";
import * as live from "./live.js";
import { t } from "./text.js";

const LOW_S = 5 * 60;
const STAGES = {
	none: t("Not running"),
	queued: t("Waiting in the queue"),
	creating: t("Creating the container"),
	starting: t("Starting the container"),
	checking: t("Checking that it answers"),
	running: t("Running"),
	stopping: t("Stopping"),
	failed: t("Failed"),
	gone: t("Not running"),
};
const STEPS = ["queued", "creating", "starting", "checking"];
const ENDED = ["none", "gone"];

function element(tag, className, text) {
	const el = document.createElement(tag);
	if (className) el.className = className;
	if (text !== undefined) el.textContent = text;
	return el;
}

function endpointItem(endpoint) {
	const label = endpoint.label || endpoint.kind;
	const li = element("li", "endpoint");
	li.append(element("span", "endpoint-label", label));
	if (label !== endpoint.kind) li.append(element("span", "endpoint-kind", endpoint.kind));
	if (endpoint.url) {
		const link = element("a", "", endpoint.url);
		link.href = endpoint.url;
		link.target = "_blank";
		link.rel = "noreferrer";
		li.append(link);
	} else {
		li.append(element("code", "", endpoint.text));
	}
	const button = element("button", "btn btn-sm btn-outline-secondary copy", t("Copy"));
	button.type = "button";
	button.dataset.copy = endpoint.url || endpoint.text;
	button.append(element("span", "visually-hidden", ` ${label}`));
	li.append(button);
	return li;
}

const failed = (data) => data.state === "failed" || (data.state === "gone" && data.end_reason === "failed");

class Card {
	constructor(root) {
		this.root = root;
		this.challenge = Number(root.dataset.challenge);
		this.url = `/api/v1/challenges/${this.challenge}/instance`;
		this.lifetime = Number(root.dataset.lifetime);
		this.skew = 0;
		this.drawn = "";
		this.busy = false;
		this.refused = "";
	}

	part(id) { return this.root.querySelector(`#${id}`); }

	start() {
		const data = JSON.parse(this.root.dataset.instance);
		this.take(data, data.now - Date.now() / 1000);
		live.subscribe((message) => this.hear(message));
		setInterval(() => this.tick(), 500);
	}

	hear(message) {
		if (message.kind === "trouble") {
			this.trouble = message.text;
			this.drawNotice();
			return;
		}
		if (this.trouble) {
			this.trouble = "";
			this.drawNotice();
		}
		if (message.kind === "one") {
			if (message.instance.challenge_id === this.challenge) this.take(message.instance, message.skew);
			return;
		}
		const mine = message.list.find((one) => one.challenge_id === this.challenge);
		if (mine) this.take(mine, message.skew);
		else if (!ENDED.includes(this.data.state)) live.want(this.challenge);
	}

	take(data, skew) {
		this.skew = skew;
		const key = JSON.stringify({ ...data, now: 0 });
		if (key === this.drawn) return;
		const before = this.data;
		this.drawn = key;
		this.data = data;
		if (before && before.state !== data.state) this.refused = "";
		this.draw(before);
	}

	stage() {
		const { data } = this;
		if (data.restarting && data.state === "stopping") return t("Stopping the old one");
		return failed(data) ? STAGES.failed : STAGES[data.state];
	}

	draw(before) {
		const { data } = this;
		const stage = this.stage();
		this.root.dataset.state = data.state;
		this.part("stage-text").textContent = stage;
		if (before && before.state !== data.state) announce(t("Instance: {stage}", { stage }));
		if (before && before.state === data.state && data.expires > before.expires) announce(t("Instance renewed"));
		this.drawSteps();
		this.drawQueue();
		this.drawNotice();
		this.part("endpoints").replaceChildren(...(data.state === "running" ? data.endpoints.map(endpointItem) : []));
		this.part("owner").textContent = data.started_by && data.started_by !== this.root.dataset.me &&
		    !ENDED.includes(data.state) ? t("Started by {name}", { name: data.started_by }) : "";
		if (!ENDED.includes(data.state)) this.part("in-way").replaceChildren();
		this.drawActions();
		this.drawClock();
	}

	drawSteps() {
		const at = STEPS.indexOf(this.data.state);
		this.part("steps").hidden = at < 0;
		for (const [i, li] of [...this.part("steps").children].entries()) {
			li.className = i < at ? "done" : i === at ? "now" : "";
			if (i === at) li.setAttribute("aria-current", "step");
			else li.removeAttribute("aria-current");
		}
	}

	drawQueue() {
		const { state, place, wait_s: wait } = this.data;
		const parts = [];
		if (state === "queued" && place) parts.push(t("Place {place} in the queue", { place }));
		if (state === "queued" && wait > 0) parts.push(t("about {time} to wait", { time: words(roughly(wait)) }));
		this.part("queue").textContent = parts.join(", ");
		this.part("queue").hidden = !parts.length;
	}

	// The player's last refused order, else why the server says it ended,
	// else that time runs out.
	drawNotice() {
		const box = this.part("notice");
		const low = !this.low ? "" : this.renewable() ? t("Less than 5 minutes left. Renew it to keep it.") : t("Less than 5 minutes left.");
		const text = this.trouble || this.refused || this.data.message || low;
		const kind = !this.trouble && (this.refused || failed(this.data)) ? "alert-danger" : "alert-warning";
		box.className = `alert ${kind}`;
		if (box.textContent === text) return;
		box.setAttribute("role", "alert");
		box.textContent = text;
	}

	renewable() { return this.data.renewals_left !== 0 && this.data.expires > 0; }

	button(id, text, kind, action, disabled) {
		const button = element("button", `btn ${kind}`, text);
		button.id = id;
		button.type = "button";
		button.disabled = this.busy || Boolean(disabled);
		button.addEventListener("click", action);
		return button;
	}

	drawActions() {
		const { data } = this;
		const box = this.part("actions");
		const had = box.contains(document.activeElement) ? document.activeElement.id : "";
		const buttons = [];
		let why = "";
		if (failed(data) || ENDED.includes(data.state)) {
			buttons.push(this.button("start", failed(data) ? t("Try again") : t("Start instance"), "btn-primary", () => this.act("POST")));
		}
		if (data.state === "running" && data.expires) {
			const left = data.renewals_left;
			if (left === 0) why = t("No renewals left: this instance ends when its time is up.");
			buttons.push(this.button("renew", left >= 0 ? t("Renew ({left} left)", { left }) : t("Renew"), "btn-primary", () => this.act("PATCH"), why));
			if (why) buttons.at(-1).setAttribute("aria-describedby", "renew-why");
		}
		if (data.state === "running") {
			buttons.push(this.button("reset", t("Reset"), "btn-outline-secondary",
			    () => this.act("PUT", t("Throw this instance away and start a fresh one? What you did in it is lost."), t("Reset"))));
			buttons.push(this.button("stop", t("Stop"), "btn-outline-danger",
			    () => this.act("DELETE", t("Stop this instance? What you did in it is lost."), t("Stop"))));
		} else if (STEPS.includes(data.state)) {
			buttons.push(this.button("stop", t("Cancel"), "btn-outline-danger", () => this.act("DELETE")));
		}
		this.part("renew-why").textContent = why;
		box.replaceChildren(...buttons);
		if (had) (this.part(had) || this.part("instance-title")).focus();
	}

	drawClock() {
		const box = this.part("clock");
		const { data } = this;
		box.replaceChildren();
		if (data.state !== "running" || !data.expires) this.setLow(false);
		if (data.state !== "running") return;
		if (!data.expires) {
			box.append(element("span", "muted", t("No time limit")));
			return;
		}
		const text = element("span", "");
		text.id = "countdown";
		const bar = element("div", "bar");
		bar.append(element("div", "bar-fill"));
		box.append(text, bar);
		this.tick();
	}

	left() { return this.data.expires - (Date.now() / 1000 + this.skew); }

	tick() {
		const text = this.part("countdown");
		const bar = this.root.querySelector(".bar");
		if (!text || !bar || this.data.state !== "running") return;
		const left = this.left();
		text.textContent = left > 0 ? t("{time} left", { time: clock(left) }) : t("Time is up");
		bar.firstElementChild.style.width = `${Math.min(100, Math.max(0, 100 * left / Math.max(this.lifetime, 1)))}%`;
		this.setLow(left < LOW_S && this.lifetime > LOW_S);
	}

	setLow(low) {
		this.part("clock").classList.toggle("clock-low", low);
		if (this.low === low) return;
		this.low = low;
		this.drawNotice();
	}

	async act(method, question, yes) {
		if (question && !(await ask(question, yes))) return;
		if (this.busy) return;
		this.setBusy(true);
		this.refused = "";
		this.part("in-way").replaceChildren();
		try {
			live.publish(await call(method, this.url));
			live.poke();
		} catch (error) {
			await this.refuse(method, error);
		}
		this.setBusy(false);
	}

	setBusy(busy) {
		this.busy = busy;
		this.root.setAttribute("aria-busy", String(busy));
		this.drawActions();
	}

	async refuse(method, error) {
		this.refused = error.message;
		if (method === "POST" && error.status === 409) {
			const others = (await call("GET", "/api/v1/instances").catch(() => []))
			    .filter((one) => one.challenge_id !== this.challenge);
			if (others.length) this.refused = "";
			this.part("in-way").replaceChildren(...others.map((other) => this.inWay(other)));
		}
		this.drawNotice();
		this.part("in-way").querySelector("button")?.focus();
	}

	inWay(other) {
		const box = element("div", "alert alert-warning in-way");
		const link = element("a", "alert-link", other.challenge_name);
		link.href = `/containers/challenges/${other.challenge_id}`;
		const place = "\0"; // the link's
		const said = other.started_by !== this.root.dataset.me ?
		    t("Your place is taken by {challenge} (started by {name}).", { challenge: place, name: other.started_by }) :
		    t("Your place is taken by {challenge}.", { challenge: place });
		const text = element("span");
		const [before, after] = said.split(place);
		text.append(before, link, after);
		const button = element("button", "btn btn-outline-danger", t("Stop it and start this one"));
		button.type = "button";
		button.id = "swap";
		button.addEventListener("click", () => this.swap(other, box));
		box.setAttribute("role", "alert");
		box.append(text, button);
		return box;
	}

	// The place is free once the engine has confirmed that the other is gone.
	async swap(other, box) {
		box.replaceChildren(element("span", "", t("Stopping {challenge}…", { challenge: other.challenge_name })));
		announce(t("Stopping {challenge}…", { challenge: other.challenge_name }));
		this.part("instance-title").focus();
		try {
			live.publish(await call("DELETE", `/api/v1/challenges/${other.challenge_id}/instance`));
			live.poke();
			await this.until((list) => !list.some((one) => one.challenge_id === other.challenge_id));
			await this.act("POST");
		} catch (error) {
			this.refused = error.message;
			box.remove();
			this.drawNotice();
		}
	}

	until(holds) {
		return new Promise((resolve) => {
			const enough = live.subscribe((message) => {
				if (message.kind !== "list" || !holds(message.list)) return;
				enough();
				resolve();
			});
		});
	}
}

function start() {
	const root = document.getElementById("instance-card");
	if (root) new Card(root).start();
}

start();
