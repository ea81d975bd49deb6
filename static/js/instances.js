// "My instances", live: when one comes, goes or changes its state the list is
// taken anew from the server, which draws it; the time that is left ticks here.
import { words } from "./duration.js";
import { announce } from "./http.js";
import * as copy from "./copy.js";
import * as live from "./live.js";
import { t } from "./text.js";
import * as time from "./time.js";

const keyOf = (one) => `${one.challenge_id}:${one.state}`;

function shown(box) {
	return [...box.querySelectorAll("[data-challenge]")].map((card) => `${card.dataset.challenge}:${card.dataset.state}`);
}

const same = (a, b) => a.length === b.length && a.every((key) => b.includes(key));

async function redraw(box) {
	const answer = await fetch("/containers/instances", { credentials: "same-origin" });
	if (!answer.ok) return;
	const page = new DOMParser().parseFromString(await answer.text(), "text/html");
	const fresh = page.getElementById("my-instances");
	if (!fresh) return;
	const focused = box.contains(document.activeElement);
	box.replaceChildren(...fresh.childNodes);
	time.start(box);
	copy.show(box);
	if (focused) document.getElementById("main").focus();
	announce(t("Your instances have changed"));
}

function tick(box, { list, skew }) {
	for (const one of list) {
		const place = box.querySelector(`[data-challenge="${one.challenge_id}"] .mine-ends`);
		if (place && one.expires) place.textContent = t("{time} left", { time: words(one.expires - (Date.now() / 1000 + skew)) });
	}
}

function start() {
	const box = document.getElementById("my-instances");
	if (!box) return;
	let drawing = false;
	live.subscribe(async (message) => {
		if (message.kind !== "list" || drawing) return;
		if (!same(message.list.map(keyOf), shown(box))) {
			drawing = true;
			await redraw(box).catch(() => null);
			drawing = false;
		}
		tick(box, message);
	});
}

start();
