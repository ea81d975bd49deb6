// Times in the viewer's zone.

export function start(root = document) {
	for (const el of root.querySelectorAll("time[datetime]")) {
		const when = new Date(el.getAttribute("datetime"));
		if (Number.isNaN(when.getTime())) continue;
		el.title = el.textContent;
		el.textContent = when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
	}
}
