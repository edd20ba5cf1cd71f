// The lock: comes down over the page after idle minutes, and keeps what was typed below it.
// The server locks by itself too; this is so that nobody reads the screen.

import { canAsk, post, sign } from "./passkey.js";

const dialog = document.getElementById("lock");
const EVERY = 15_000;
const AWAKE = 120_000;

// Shared by the tabs of this browser: somebody who works in one is not away in the other.
const seen = {
  read: () => Math.min(Number(localStorage.getItem("loft-active")) || Date.now(), Date.now()),
  note: () => localStorage.setItem("loft-active", String(Date.now())),
};

let told = Date.now();

function somebody() {
  if (dialog.open) return;
  seen.note();
  if (Date.now() - told < AWAKE) return;
  told = Date.now();
  const headers = { "X-CSRFToken": dialog.dataset.token };
  fetch(dialog.dataset.awake, { method: "POST", headers }).catch(() => {});
}

function check() {
  if (!dialog.open && Date.now() - seen.read() >= Number(dialog.dataset.after) * 1000) comeDown();
}

function show(part) {
  for (const name of ["part", "away", "over"]) dialog.querySelector(`[data-${name}]`).hidden = name !== part;
}

async function comeDown() {
  dispatchEvent(new Event("loft:lock"));
  document.body.classList.add("l-locked");
  dialog.showModal();
  try {
    const headers = { "X-CSRFToken": dialog.dataset.token };
    await fetch(dialog.dataset.lock, { method: "POST", headers, redirect: "manual" });
    await fill();
  } catch {
    show("away");
  }
}

function look() {
  if (dialog.open) fill().catch(() => show("away"));
}

// Back from another tab, where the lock may have been opened, or somebody else signed in.
function comeBack() {
  if (document.visibilityState === "visible" && dialog.querySelector("[data-lock-part]")) look();
}

async function fill() {
  const answer = await fetch(dialog.dataset.lock, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-lock-part]");
  if (!part && isMine(page.querySelector("[data-owner]")?.dataset.owner)) return goUp();
  if (!part || !isMine(part.dataset.lockedBy)) return over();
  dialog.querySelector("[data-part]").replaceChildren(part);
  show("part");
  ready(part);
}

// The page below is shown again to its own person; in another tab somebody else may have signed in meanwhile.
function isMine(mark) {
  return Boolean(mark) && document.querySelector("[data-owner]")?.dataset.owner === mark;
}

function over() {
  dialog.querySelector("[data-again]").href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  show("over");
}

function goUp(part) {
  if (!dialog || !dialog.open) return location.assign(part.dataset.next);
  dialog.querySelector("[data-part]").replaceChildren();
  dialog.close();
  document.body.classList.remove("l-locked");
  seen.note();
  told = Date.now();
  dispatchEvent(new Event("loft:open"));
}

function refuse(part, sentence) {
  const line = part.querySelector("[data-unlock-error]");
  line.querySelector("span").textContent = sentence;
  line.hidden = false;
}

async function open(part, form) {
  try {
    await post(form.action, form.elements.csrf_token?.value ?? "", new FormData(form));
    goUp(part);
  } catch (error) {
    if (error.code === 410) return over();
    if (!error.sentence) return show("away");
    refuse(part, error.sentence);
    form.querySelector("input[type=password]")?.select();
  }
}

async function openWithPasskey(part, button) {
  const token = part.querySelector("[name=csrf_token]")?.value ?? "";
  try {
    const options = await post(button.dataset.ask, token, new FormData());
    await post(button.dataset.give, token, await sign(options));
    goUp(part);
  } catch (error) {
    if (error.code === 410 && dialog) return over();
    refuse(part, error.sentence ?? button.dataset.failed);
  }
}

function ready(part) {
  const button = part.querySelector("[data-unlock-passkey]");
  if (button) {
    button.hidden = !canAsk();
    button.addEventListener("click", () => openWithPasskey(part, button));
  }
  // On the lock's own page a form goes the plain way; in the dialog the page below must not be left.
  if (dialog) {
    for (const form of part.querySelectorAll("form[data-unlock-elsewhere]")) {
      form.target = "_blank";
      form.elements.next.value = form.dataset.unlockElsewhere;
    }
    for (const form of part.querySelectorAll("form[data-unlock]")) {
      form.addEventListener("submit", (event) => { event.preventDefault(); open(part, form); });
    }
  }
  part.querySelector("input[type=password]")?.focus();
}

if (dialog) {
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, somebody, { capture: true, passive: true });
  seen.note();
  setInterval(check, EVERY);
  addEventListener("pageshow", check);
  document.addEventListener("visibilitychange", check);
  document.addEventListener("visibilitychange", comeBack);
  addEventListener("online", look);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
} else {
  for (const part of document.querySelectorAll("[data-lock-part]")) ready(part);
}
