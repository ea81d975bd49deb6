// Copy buttons: any .copy with data-copy.
import { announce } from "./http.js";
import { t } from "./text.js";

// Without https there is no navigator.clipboard: the old way, by selection.
async function write(text) {
	if (navigator.clipboard) {
		await navigator.clipboard.writeText(text);
		return;
	}
	const area = document.createElement("textarea");
	area.value = text;
	area.className = "visually-hidden";
	document.body.append(area);
	area.select();
	const done = document.execCommand("copy");
	area.remove();
	if (!done) throw new Error("not copied");
}

async function copy(button) {
	const label = button.firstChild;
	const text = label.textContent;
	button.dataset.busy = "";
	let said = t("Copied");
	try {
		await write(button.dataset.copy);
	} catch {
		said = t("Select and copy it by hand");
	}
	label.textContent = said;
	announce(said);
	button.focus();
	setTimeout(() => {
		label.textContent = text;
		delete button.dataset.busy;
	}, 1500);
}

// The buttons do nothing without this script, so they come hidden.
export function show(root) {
	for (const button of root.querySelectorAll(".copy[hidden]")) button.hidden = false;
}

export function start() {
	show(document);
	document.addEventListener("click", (event) => {
		const button = event.target.closest(".copy");
		if (button && !("busy" in button.dataset)) copy(button);
	});
}
