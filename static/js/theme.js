// Light or dark before the first paint: the viewer's switch, else the system's
// choice.
(() => {
	const dark = matchMedia("(prefers-color-scheme: dark)");
	const apply = () => {
		const chosen = localStorage.getItem("theme");
		const theme = chosen || (dark.matches ? "dark" : "light");
		document.documentElement.setAttribute("data-bs-theme", theme);
	};
	dark.addEventListener("change", apply);
	// another tab's switch
	addEventListener("storage", (event) => { if (event.key === "theme") apply(); });
	apply();
})();
