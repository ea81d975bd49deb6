// Times in the viewer's zone: today's without the date, this year's without the
// year, the whole of it on hover.
import { language } from "./text.js";

// The browser's way of the page's language, such as en-GB for en.
const LOCALE = navigator.languages.find((tag) => tag.split("-")[0] === language) || language;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
const DAY = { month: "short", day: "numeric" };

export function shortTime(when, now = new Date()) {
	if (when.toDateString() === now.toDateString()) return when.toLocaleTimeString(LOCALE, CLOCK);
	const year = when.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
	return when.toLocaleString(LOCALE, { ...DAY, ...year, hour: "2-digit", minute: "2-digit" });
}

export function start(root = document) {
	for (const el of root.querySelectorAll("time[datetime]")) {
		const when = new Date(el.getAttribute("datetime"));
		if (Number.isNaN(when.getTime())) continue;
		el.title = when.toLocaleString(LOCALE, { dateStyle: "full", timeStyle: "long" });
		el.textContent = shortTime(when);
	}
}
