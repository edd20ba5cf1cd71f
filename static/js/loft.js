// Small helpers on top of pages that already work without them.

const root = document.documentElement;
root.classList.add("l-js");

function remember(scheme) {
  root.dataset.colorScheme = scheme;
  document.cookie = `scheme=${scheme};path=/;max-age=31536000;samesite=lax`;
}

function switchScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.colorScheme === "auto" ? (dark ? "dark" : "light") : root.dataset.colorScheme;
  remember(now === "dark" ? "light" : "dark");
}

function count(area) {
  const out = document.getElementById(area.dataset.counter);
  const left = area.maxLength > 0 ? area.maxLength - area.value.length : Number(area.dataset.limit) - area.value.length;
  out.textContent = (left < 0 ? out.dataset.over : out.dataset.left).replace("{n}", Math.abs(left));
  out.toggleAttribute("data-over", left < 0);
}

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
}

function sendAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.querySelector("[data-copied]");
  if (label) label.textContent = label.dataset.copied;
}

function tick(box) {
  for (const other of document.querySelectorAll(`input[type=checkbox][name="${box.dataset.checks}"]`)) {
    other.checked = box.checked;
  }
}

// Drawn as cards, a table loses its meaning in some browsers; the roles give it back to screen readers.
const roles = { "": "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", "thead th": "columnheader",
  "tbody th": "rowheader", td: "cell" };

function keepMeaning(table) {
  for (const [selector, role] of Object.entries(roles)) {
    for (const part of selector ? table.querySelectorAll(selector) : [table]) part.setAttribute("role", role);
  }
}

// Paper is white, whatever the screen is.
let onScreen = "";
addEventListener("beforeprint", () => { onScreen = root.dataset.colorScheme; root.dataset.colorScheme = "light"; });
addEventListener("afterprint", () => { root.dataset.colorScheme = onScreen; });

const clicks = {
  "[data-scheme-switch]": switchScheme,
  "[data-print]": () => print(),
  "[data-copy]": copy,
  "[data-opens]": (button) => document.getElementById(button.dataset.opens).showModal(),
  "[data-closes]": (button) => button.closest("dialog").close(),
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(clicks)) {
    const target = event.target.closest(selector);
    if (target) return act(target);
  }
  const open = document.querySelector(".l-more[open]");
  if (open && !open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".l-more[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
// A stroke on / leads to the search field, unless the reader has switched it off or is writing.
const keysOff = () => localStorage.getItem("keys") === "off";
function tellKeys(button) {
  button.textContent = keysOff() ? button.dataset.on : button.dataset.off;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-keys]");
  if (!button) return;
  localStorage.setItem("keys", keysOff() ? "on" : "off");
  tellKeys(button);
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || keysOff()) return;
  const field = document.querySelector("[data-search]");
  const link = document.querySelector("a[data-search-link]");
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.select();
  else location.assign(link.href);
});
for (const button of document.querySelectorAll("[data-keys]")) tellKeys(button);

document.addEventListener("input", (event) => event.target.matches("[data-counter]") && count(event.target));
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-checks]")) tick(event.target);
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", sendOnce);
addEventListener("pageshow", sendAgain);

for (const table of document.querySelectorAll(".l-table--cards")) keepMeaning(table);
for (const area of document.querySelectorAll("[data-counter]")) count(area);
document.getElementById("error-summary")?.focus();
