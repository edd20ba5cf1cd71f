// The page of what has not been sent yet, the form that gets one of them back, and what is asked before signing out.

import { get, mine, owner, purge, take } from "./kept.js";
import { fill } from "./drafts.js";
import { flush } from "./outbox.js";

const list = document.querySelector("[data-unsent]");

function part(name, row) {
  return list.querySelector(`template[data-${name}]`).content.cloneNode(true);
}

async function isHere() {
  const answer = await fetch("/offline/token").catch(() => null);
  return answer?.ok && (await answer.json()).owner === owner();
}

async function draw() {
  const rows = await mine("outbox", owner());
  const known = rows.length > 0 && await isHere(); // the words are shown only to who has shown to be the owner
  const items = rows.map((row) => {
    const item = part("row");
    const text = row.fields.find(([name]) => name === "text")?.[1] ?? "";
    item.querySelector("[data-when]").textContent = new Date(row.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    item.querySelector("[data-text]").textContent = known ? text : "";
    item.querySelector("[data-said]").textContent = row.state === "refused" ? row.said.join(" ") : "";
    item.querySelector("[data-wait]").hidden = row.state === "refused";
    const edit = item.querySelector("[data-edit]");
    edit.href = `${row.path}#${encodeURIComponent(row.once)}`;
    edit.hidden = !known || row.state !== "refused";
    item.querySelector("[data-drop]").hidden = !known && navigator.onLine; // nobody deletes what another has written
    item.querySelector("[data-drop]").addEventListener("click", async () => { await take("outbox", row.once); flush(); draw(); });
    return item;
  });
  list.querySelector("[data-rows]").replaceChildren(...items);
  list.querySelector("[data-none]").hidden = rows.length > 0;
}

// A report that was refused, back in its form with the sentence above it.
async function bringBack() {
  const form = document.querySelector("main form[method=post]");
  const once = decodeURIComponent(location.hash.slice(1));
  if (!form?.querySelector("textarea") || !once) return;
  const row = await get("outbox", once);
  if (!row || row.owner !== owner()) return;
  form.dataset.filled = "1";
  fill(form, row.fields.filter(([, value]) => typeof value === "string"));
  const photos = row.fields.filter(([, value]) => value instanceof File);
  const input = form.querySelector("input[type=file][multiple]");
  if (input && photos.length) {
    const held = new DataTransfer();
    for (const [, file] of photos) held.items.add(file);
    input.files = held.files;
  }
  if (form.elements.once) form.elements.once.value = row.once;
  const box = document.querySelector("[data-drafts] template[data-refused]").content.cloneNode(true);
  box.querySelector("[data-said]").textContent = (row.said ?? []).join(" ");
  if (row.said) form.before(box);
}

// Before signing out: what is unsent would be gone.
async function askFirst(event) {
  const form = event.target.closest("form[data-sign-out]");
  if (!form || form.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const counted = async () => (await mine("outbox", owner())).length + (await mine("drafts", owner())).length;
  const dialog = document.getElementById("unsent-ask");
  if (dialog && (await counted())) {
    if (!(await answerOf(dialog, counted))) return;
  }
  await purge(owner());
  form.dataset.asked = "1";
  form.submit();
}

function answerOf(dialog, counted) {
  dialog.showModal();
  return new Promise((done) => {
    dialog.onclose = () => done(false);
    dialog.onclick = async (event) => {
      const choice = event.target.closest("[data-choice]")?.dataset.choice;
      if (!choice) return;
      if (choice === "send") {
        await flush();
        if (await counted()) return void (dialog.querySelector("[data-not-sent]").hidden = false);
      }
      dialog.onclose = null;
      dialog.close();
      done(choice !== "stay");
    };
  });
}

document.addEventListener("submit", askFirst, { capture: true });
if (list) {
  addEventListener("loft:outbox", draw);
  draw();
}
bringBack();

if ("serviceWorker" in navigator && document.querySelector("[data-owner]")) {
  navigator.serviceWorker.register(`/sw.js?lang=${document.documentElement.lang}`).catch(() => {});
}
