// Puts the newest table in the place of the one that is shown, as reports
// arrive, and marks what has changed.
"use strict";

(() => {
	const data = document.getElementById("data");
	const live = document.getElementById("live");
	const patience = 10_000; // before connecting again where the server had no room
	let source, again;

	const say = (state) => {
		live.dataset.state = state;
		live.textContent = live.dataset[state];
	};

	const values = () => new Map(Array.from(data.querySelectorAll("tr[data-key]"), (row) => {
		const scope = row.closest("section");
		const { mode, zone, server, role } = scope.dataset;
		return [JSON.stringify([mode, zone, server, role, row.dataset.key]), row];
	}));

	let first = true;
	const show = (event) => {
		const before = values();
		data.innerHTML = event.data; // our own server's template
		let changed = false;
		for (const [key, row] of values()) {
			const old = before.get(key);
			if (!old || old.textContent !== row.textContent) {
				row.classList.add("changed");
				changed = true;
			}
		}
		say(changed && !first ? "news" : "live");
		first = false;
	};

	const connect = () => {
		clearTimeout(again);
		source?.close();
		source = new EventSource(data.dataset.events);
		source.addEventListener("table", show);
		source.onerror = () => {
			if (source.readyState !== EventSource.CLOSED) {
				say("wait"); // the browser connects again by itself
				return;
			}
			say("lost");
			again = setTimeout(connect, patience);
		};
	};

	// A page that nobody sees leaves its place to others.
	document.addEventListener("visibilitychange", () => {
		if (document.hidden) {
			source.close();
		} else {
			connect();
		}
	});
	connect();
})();
