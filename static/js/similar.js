// While a report is written: shows what is like it at the side. Nothing is asked of whoever writes, and nothing waits for it.

import { released } from "./press.js";

const side = document.querySelector("[data-similar]");
const line = document.querySelector("[data-similar-line]");
const form = document.querySelector("form textarea[name=text]")?.form;
const TOLD = ["text", "unit", "category"];
let asked = "";
let waiting = 0;

async function look() {
  const told = TOLD.map((name) => form.elements[name]?.value.trim() ?? "");
  const now = told.join("\n");
  if (told[0].length < 20 || now === asked) return;
  asked = now;
  const data = new FormData();
  TOLD.forEach((name, place) => data.set(name, told[place]));
  data.set("csrf_token", form.elements.csrf_token?.value ?? "");
  const answer = await fetch(side.dataset.similar, { method: "POST", body: data }).catch(() => null);
  if (!answer?.ok || now !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  await released();
  side.replaceChildren(...page.body.childNodes);
  side.hidden = line.hidden = !side.querySelector("li");
}

side?.addEventListener("submit", async (event) => {
  const follow = event.target.closest("form[data-follow]");
  if (!follow) return;
  event.preventDefault();
  const headers = { Accept: "application/json" };
  const answer = await fetch(follow.action, { method: "POST", body: new FormData(follow), headers }).catch(() => null);
  if (!answer?.ok) return delete follow.dataset.sent;
  const said = document.createElement("p");
  said.className = "l-small";
  said.setAttribute("role", "status");
  said.textContent = follow.dataset.done;
  follow.replaceWith(said);
});

if (side && form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 700);
  });
}
