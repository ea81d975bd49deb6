// "starts in 2 h 5 min": counts down in place of the plain sentence, and loads
// the page anew when the moment has come.
import { t } from "./text.js";

const TICK_MS = 1000;

function span(ms) {
	const s = Math.ceil(ms / 1000);
	const parts = [[Math.floor(s / 86400), "d"], [Math.floor(s / 3600) % 24, "h"], [Math.floor(s / 60) % 60, "min"], [s % 60, "s"]];
	const first = parts.findIndex(([n]) => n > 0);
	if (first < 0) return t("a moment");
	return parts.slice(first, first + 2).map(([n, unit]) => `${n} ${unit}`).join(" ");
}

function start() {
	for (const el of document.querySelectorAll("[data-countdown]")) {
		const when = Date.parse(el.dataset.countdown);
		if (Number.isNaN(when)) continue;
		// the server's clock, not this machine's, says when
		const ahead = Date.parse(el.dataset.now) - Date.now();
		const clock = document.createElement("strong");
		const sentence = el.textContent;
		el.title = sentence;
		el.append(" ", clock);
		const timer = setInterval(() => {
			const left = when - (Date.now() + ahead);
			clock.textContent = left > 0 ? `(${el.dataset.words} ${span(left)})` : "";
			if (left > 0) return;
			clearInterval(timer);
			location.reload();
		}, TICK_MS);
	}
}

start();
