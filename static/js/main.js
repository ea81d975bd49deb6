// Every page starts here; each widget looks for its own element.
import * as admin from "./admin.js";
import * as board from "./board.js";
import * as confirm from "./confirm.js";
import * as copy from "./copy.js";
import * as curve from "./curve.js";
import * as dashboard from "./dashboard.js";
import * as forms from "./forms.js";
import * as files from "./files.js";
import * as flag from "./flag.js";
import * as images from "./images.js";
import * as inspect from "./inspect.js";
import * as instance from "./instance.js";
import * as countdown from "./countdown.js";
import * as scoreboard from "./scoreboard.js";
import * as instances from "./instances.js";
import * as part from "./part.js";
import * as people from "./people.js";
import * as prose from "./prose.js";
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
const widgets = [
	time,
	copy,
	confirm,
	tabs,
	forms,
	files,
	board,
	admin,
	curve,
	dashboard,
	flag,
	inspect,
	instance,
	instances,
	prose,
	countdown,
	scoreboard,
	people,
	images,
	part,
];
for (const widget of widgets) widget.start();
