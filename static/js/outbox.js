// Reports on their way. A report is kept here before it is sent, and taken out when its receipt has been seen; what lies
// here after that is sent again with the same key, and the server makes one case of it however often it comes.
// The receipt is an address that carries the key: only the door that has stored the report gives it. Any other page that
// comes back (a sign-in, a lock, a proxy's own) takes nothing out.

import { get, isOurs, mine, owner, put, take } from "./kept.js";

const SLOW = 60_000; // a report that left the page this long ago and has no receipt is sent again
const words = document.querySelector("[data-waits]")?.dataset ?? {};
const FORMS = ["/report", "/report/improvement"];
const stored = (address, once) => new URL(address).searchParams.get("sent") === once;
const wrong = () => document.querySelector("#error-summary");

// A form may hold a field called «action», which hides the property of that name; the attribute cannot be hidden.
export const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
export const isReport = (form) => FORMS.includes(pathOf(form));

// 1. Before it leaves

// A button that goes elsewhere, or takes a photo off the form, sends no report.
export const stays = (button) => Boolean(button?.hasAttribute("formaction") || button?.name === "drop");

async function leave(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !isReport(form) || !isOurs() || !owner() || stays(event.submitter)) return;
  event.preventDefault();
  if (form.dataset.leaving) return;
  form.dataset.leaving = "1";
  const fields = new FormData(form, event.submitter);
  const once = String(fields.get("once") || crypto.randomUUID());
  fields.set("once", once);
  fields.set("written_by", owner());
  const path = pathOf(form);
  const kept = [...fields].filter(([name, value]) => name !== "csrf_token" && name !== "opened" && !(value instanceof File && !value.size));
  try {
    sessionStorage.setItem("loft-sent", once);
    await put("outbox", { once, owner: owner(), path, at: Date.now(), state: "sending", fields: kept });
  } catch {
    // A browser that keeps nothing sends as it would without us.
  }
  if (form.hasAttribute("data-shell") && !navigator.onLine) return location.assign(form.dataset.shell);
  if (form.hasAttribute("data-shell")) return sendFromShell(form, once);
  for (const [name, value] of [["once", once], ["written_by", owner()], [event.submitter?.name, event.submitter?.value]]) give(form, name, value);
  form.submit();
}

function give(form, name, value) {
  if (!name) return;
  const there = form.querySelector(`input[type=hidden][name="${name}"]`);
  if (there) return void (there.value = value);
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
}

// The form that was kept for times without a network has no token; the outbox fetches one.
async function sendFromShell(form, once) {
  await wait(once);
  await flush();
  location.assign((await get("outbox", once)) ? form.dataset.shell : `/mine?sent=${encodeURIComponent(once)}`);
}

async function wait(once) {
  const row = await get("outbox", once);
  if (row) await put("outbox", { ...row, state: "waiting" });
  return Boolean(row);
}

// 2. What became of it: the page that came back tells. True when it is stored, or lies here and will be sent.

async function settle() {
  const once = sessionStorage.getItem("loft-sent");
  if (!once) return false;
  if (document.querySelector("[data-lock-part]")) return void sessionStorage.setItem("loft-locked", once);
  sessionStorage.removeItem("loft-sent");
  const atLock = sessionStorage.getItem("loft-locked") === once;
  sessionStorage.removeItem("loft-locked");
  if (isBack(once)) return void (await take("outbox", once));
  if (!stored(location.href, once)) return wait(once);
  if (atLock && hasFiles(await get("outbox", once))) return wait(once); // the lock carries words alone; photos follow
  await take("outbox", once);
  return true;
}

// The report itself, in its form, with what must be put right.
const isBack = (once) => wrong() && [...document.querySelectorAll("main form [name=once]")].some((field) => field.value === once);

const hasFiles = (row) => Boolean(row?.fields.some(([, value]) => value instanceof File));

// 3. Again, by itself

// A page without the line about what waits knows nobody (the anonymous ones): nothing is sent from there.
async function flush() {
  if (!document.querySelector("[data-waits]")) return;
  if (!("locks" in navigator)) return flushNow();
  return navigator.locks.request("loft-outbox", { ifAvailable: true }, (lock) => {
    if (lock) return flushNow();
    navigator.locks.request("loft-outbox", flushNow); // the network may be back since the other began; nobody waits
  });
}

async function flushNow() {
  const rows = (await mine("outbox", owner())).filter(isDue);
  if (!rows.length || !navigator.onLine) return show();
  const pass = await ask();
  if (pass.owner !== owner()) return show(pass.closed ?? "");
  for (const row of rows) if (!(await send(row, pass))) break;
  return show();
}

const isDue = (row) => row.state === "waiting" || (row.state === "sending" && Date.now() - row.at > SLOW);

async function ask() {
  try {
    const answer = await fetch("/offline/token", { headers: { Accept: "application/json" } });
    const said = await answer.json();
    return answer.ok ? said : { closed: said.locked ? "unlock" : "signin" };
  } catch {
    return {};
  }
}

async function send(row, pass) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  body.set("csrf_token", pass.token);
  body.set("written_by", row.owner);
  body.set("ago", String(Math.max(0, Math.round((Date.now() - row.at) / 1000))));
  let answer;
  try {
    answer = await fetch(row.path, { method: "POST", body });
  } catch {
    return false;
  }
  if (stored(answer.url, row.once)) return take("outbox", row.once).then(() => true);
  if (answer.ok || answer.status === 401 || answer.status === 429 || answer.status >= 500) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = sentences(page, "[data-error]", "[data-failed] .l-lead", "#error-summary h2");
  await put("outbox", { ...row, state: "refused", said: said.length ? said : [words.refused ?? ""] });
  return true;
}

// The first of these that the page has.
function sentences(page, ...places) {
  const found = places.map((place) => [...page.querySelectorAll(place)].map((line) => line.textContent.trim()));
  return found.find((lines) => lines.length) ?? [];
}

// 4. What the frame says

async function show(reason = "") {
  const line = document.querySelector("[data-waits]");
  if (!line) return;
  const rows = await mine("outbox", owner());
  const back = rows.filter((row) => row.state === "refused").length;
  const on = rows.filter(isDue).length;
  const parts = [];
  if (on) parts.push(words.waiting.replace("{n}", on));
  if (on && reason) parts.push(words[reason]);
  if (back) parts.push(words.back.replace("{n}", back));
  line.hidden = parts.length === 0;
  const link = line.querySelector("a");
  const list = (link.dataset.list ??= link.getAttribute("href"));
  link.setAttribute("href", reason && location.pathname === list ? "/" : list); // on the list itself: to the door
  link.textContent = parts.join(" · ");
  dispatchEvent(new Event("loft:outbox"));
}

document.addEventListener("submit", leave);
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("[data-leaving]")) delete form.dataset.leaving; });
addEventListener("online", flush);
addEventListener("loft:open", flush);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
const settled = settle().then(async (safe) => {
  const once = document.querySelector("[data-carried] [name=once]")?.value; // the door has the words; here are the photos too
  const waited = once && (await get("outbox", once));
  await flush();
  if (waited && !(await get("outbox", once))) location.replace(`/mine?sent=${encodeURIComponent(once)}`);
  return safe;
});

export { flush, settled, wrong };
