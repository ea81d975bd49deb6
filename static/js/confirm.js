// Forms and buttons with data-confirm ask once, in a dialog that the keyboard
// can use; {n} in the question is how many boxes of the form are ticked, or what
// a ticked box with data-counts stands for.
import { t } from "./text.js";

// Resolves to whether the answer was yes; `yes` is what that button says.
export function ask(text, yes = t("Yes")) {
	const dialog = document.createElement("dialog");
	const message = document.createElement("p");
	const form = document.createElement("form");
	form.method = "dialog";
	form.className = "actions";
	message.textContent = text;
	for (const [value, label, kind] of [["yes", yes, "btn-danger"], ["no", t("Cancel"), "btn-outline-secondary"]]) {
		const button = document.createElement("button");
		button.value = value;
		button.textContent = label;
		button.className = `btn ${kind}`;
		form.append(button);
	}
	dialog.append(message, form);
	document.body.append(dialog);
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener("close", () => {
			dialog.remove();
			resolve(dialog.returnValue === "yes");
		});
	});
}

function count(form) {
	const ticked = [...form.elements].filter((field) => field.type === "checkbox" && field.name && field.checked);
	const whole = ticked.find((field) => field.dataset.counts);
	return whole ? whole.dataset.counts : ticked.length;
}

export function start() {
	document.addEventListener("submit", async (event) => {
		const form = event.target;
		const button = event.submitter;
		const asking = button && button.dataset.confirm ? button : form;
		if (!asking.dataset.confirm || form.dataset.confirmed) return;
		event.preventDefault();
		if (!(await ask(asking.dataset.confirm.replace("{n}", count(form)), asking.dataset.confirmYes))) return;
		form.dataset.confirmed = "1";
		form.requestSubmit(button);
		delete form.dataset.confirmed;
	});
}
