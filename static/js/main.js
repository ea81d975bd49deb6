// Every page starts here.  A widget that is not on most pages is a module that
// starts itself, and the template that draws its element names it.
import * as confirm from "./confirm.js";
import * as copy from "./copy.js";
import * as forms from "./forms.js";
import * as tabs from "./tabs.js";
import * as time from "./time.js";
import { t } from "./text.js";

function themeSwitch() {
	const button = document.getElementById("theme-switch");
	const root = document.documentElement;
	const label = () => {
		const text = root.getAttribute("data-bs-theme") === "dark" ? t("Light theme") : t("Dark theme");
		button.title = text;
		button.lastElementChild.textContent = text;
	};
	button.hidden = false;
	button.addEventListener("click", () => {
		const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
		localStorage.setItem("theme", theme);
		root.setAttribute("data-bs-theme", theme);
		label();
	});
	// another tab's switch, which theme.js has followed
	addEventListener("storage", label);
	label();
}

themeSwitch();
// The bars scroll on a phone: show where we are.
for (const here of document.querySelectorAll(".nav-list [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
for (const widget of [time, copy, confirm, tabs, forms]) widget.start();
