// Marks a message as read when it is opened; without script there is a button
// for that. Takes away pictures that do not load.
"use strict";

const letters = document.getElementById("letters");

letters?.addEventListener("click", (event) => {
	const letter = event.target.closest("a[data-open]")?.closest("li");
	const form = letter?.querySelector("form[data-read]");
	if (!form) {
		return;
	}
	const body = new URLSearchParams(new FormData(form));
	body.set("id", letter.dataset.id);
	fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
	form.remove();
	letter.querySelector(".badge")?.remove();
	letter.classList.remove("unread");
	letter.dataset.unread = "false";
});

for (const picture of letters?.querySelectorAll("img.shared") ?? []) {
	if (picture.complete && picture.naturalWidth === 0) {
		picture.remove();
	}
	picture.addEventListener("error", () => picture.remove());
}
