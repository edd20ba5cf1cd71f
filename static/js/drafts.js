// Drafts: what is being written is kept every other second and comes back to the same person. A report lies in this
// browser until it is sent; what is written in other forms lies in this tab alone and is gone when it is closed.

import { forgetOldDrafts, get, isOurs, owner, put, take } from "./kept.js";
import { isReport, pathOf, settled, stays, wrong } from "./outbox.js";

const EVERY = 2_000;
const FRESH = 10 * 60_000;
const FILLED = "input:not([type=hidden], [type=password], [type=file], [type=submit]), textarea, select";

const here = () => location.pathname;
const store = (form) => (isReport(form) ? inBrowser : inTab);
const inBrowser = {
  read: (key) => get("drafts", key),
  write: (row) => put("drafts", row),
  drop: (key) => take("drafts", key),
};
const inTab = {
  read: async (key) => JSON.parse(sessionStorage.getItem(key) ?? "null"),
  write: async (row) => sessionStorage.setItem(row.key, JSON.stringify(row)),
  drop: async (key) => sessionStorage.removeItem(key),
};

function keyOf(form) {
  const path = pathOf(form);
  return `draft ${owner()} ${path}${location.search}`; // a poster, a tally and a kept draft each begin their own
}

const inputs = (form) => [...form.querySelectorAll(FILLED)].filter((field) => field.name && !field.closest("[data-unlock]"));
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

function read(form) {
  return inputs(form).filter((field) => (isChoice(field) ? field.checked : field.value)).map((field) => [field.name, field.value]);
}

// As the page came, before anybody wrote: who writes fast has begun before this script has.
function asItCame(form) {
  const came = (field) => (field.tagName === "SELECT" ? [...field.options].find((option) => option.defaultSelected) ?? field.options[0] : field);
  return inputs(form)
    .filter((field) => (isChoice(field) ? field.defaultChecked : (came(field)?.defaultValue ?? came(field)?.value)))
    .map((field) => [field.name, isChoice(field) ? field.value : (came(field).defaultValue ?? came(field).value)]);
}

export function fill(form, fields) {
  const wanted = new Map();
  for (const [name, value] of fields) wanted.set(name, [...(wanted.get(name) ?? []), value]);
  for (const field of inputs(form)) {
    const values = wanted.get(field.name);
    if (isChoice(field)) field.checked = Boolean(values?.includes(field.value));
    else if (values) field.value = values[0];
    if (values) for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) if (!isChoice(field) || field.checked) openIfFilled(fold, field);
  }
  for (const field of inputs(form)) field.dispatchEvent(new Event("change", { bubbles: true }));
  for (const area of form.querySelectorAll("textarea")) area.dispatchEvent(new Event("input", { bubbles: true }));
}

function openIfFilled(fold, field) {
  if (field.tagName !== "SELECT" && field.value) fold.open = true;
}

function tell(form, words) {
  const line = form.querySelector("[data-draft-line]") ?? document.createElement("p");
  line.className = "l-quiet l-small l-draft";
  line.dataset.draftLine = "";
  line.setAttribute("role", "status");
  line.textContent = words;
  form.querySelector(".l-actions:last-of-type")?.after(line);
  return line;
}

function offerAnew(form, words, key) {
  const line = tell(form, words.restored + " ");
  const anew = document.createElement("button");
  Object.assign(anew, { type: "button", className: "l-plain", textContent: words.anew });
  anew.addEventListener("click", async () => {
    await store(form).drop(key);
    form.reset();
    fill(form, read(form));
    line.textContent = "";
  });
  line.append(anew);
}

async function keep(form, words) {
  const key = keyOf(form);
  const empty = JSON.stringify(asItCame(form));
  const kept = await store(form).read(key);
  let last = empty;
  if (kept && JSON.stringify(read(form)) === empty && !wrong() && !form.hasAttribute("data-filled") && mayShow(kept) && JSON.stringify(kept.fields) !== empty) {
    fill(form, kept.fields);
    last = JSON.stringify(read(form));
    offerAnew(form, words, key);
  }
  if (wrong()) last = "";
  const save = async (leaves) => {
    const now = JSON.stringify(read(form));
    if (now === last || (leaves !== true && (form.dataset.leaving || form.dataset.sent))) return;
    last = now;
    await store(form).write({ key, owner: owner(), at: Date.now(), fields: JSON.parse(now) });
    tell(form, words.saved);
  };
  setInterval(save, EVERY);
  addEventListener("loft:lock", save);
  addEventListener("pagehide", save);
  form.addEventListener("submit", (event) => {
    if (stays(event.submitter)) return;
    if (!isReport(form)) save(true); // a report is kept by the outbox
    sessionStorage.setItem("loft-draft", JSON.stringify({ key, report: isReport(form), from: here() }));
  });
}

// Without a network nobody has shown to be the owner, so only what was just written here is shown again.
const mayShow = (row) => Boolean(document.querySelector("[data-owner]")) || Date.now() - row.at < FRESH;

// A form that went through leaves no draft; one that came back, or met a closed door, keeps it.
async function dropSent(safe) {
  const sent = JSON.parse(sessionStorage.getItem("loft-draft") ?? "null");
  if (!sent || document.querySelector("[data-lock-part]")) return;
  sessionStorage.removeItem("loft-draft");
  if (sent.report && safe) await inBrowser.drop(sent.key);
  if (!sent.report && !wrong() && !document.querySelector("[data-failed]")) await inTab.drop(sent.key);
}

const words = document.querySelector("[data-drafts]")?.dataset;
if (words && owner()) {
  await dropSent(await settled);
}
if (words && owner() && isOurs()) {
  await forgetOldDrafts();
  for (const form of document.querySelectorAll("main form[method=post]")) if (form.querySelector("textarea")) keep(form, words);
}
