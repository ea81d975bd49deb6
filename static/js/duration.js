// Spans of time as text: a clock for what ticks, words for what is roughly so.

const pad = (n) => String(n).padStart(2, "0");

// 65 → "01:05", 3700 → "1:01:40"
export function clock(seconds) {
	const s = Math.max(0, Math.floor(seconds));
	const h = Math.floor(s / 3600);
	return `${h ? `${h}:` : ""}${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
}

// What is only guessed must not tick: 37 → 40, 61 → 120.
export function roughly(seconds) {
	return seconds < 60 ? Math.ceil(seconds / 5) * 5 : Math.ceil(seconds / 60) * 60;
}

// 20 → "20 s", 200 → "4 min", 8000 → "2 h 14 min"
export function words(seconds) {
	const s = Math.max(0, Math.ceil(seconds));
	if (s < 60) return `${s} s`;
	const m = Math.ceil(s / 60);
	if (m < 60) return `${m} min`;
	return `${Math.floor(m / 60)} h${m % 60 ? ` ${m % 60} min` : ""}`;
}
