// What this browser keeps for the person who is writing: reports on their way, and drafts. Each row has an owner,
// a mark that the server gave; rows of others are neither shown nor sent.

const NAME = "loft";
const DAY = 24 * 3600 * 1000;
const DRAFTS_LIVE = 7 * DAY;

let opened;

function database() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "once" });
      asked.result.createObjectStore("drafts", { keyPath: "key" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return opened;
}

async function run(store, mode, work) {
  const base = await database();
  return new Promise((done, fail) => {
    const change = base.transaction(store, mode);
    const asked = work(change.objectStore(store));
    change.oncomplete = () => done(asked?.result);
    change.onerror = change.onabort = () => fail(change.error);
  });
}

export const put = (store, row) => run(store, "readwrite", (rows) => rows.put(row));
export const take = (store, key) => run(store, "readwrite", (rows) => rows.delete(key));
export const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
const all = (store) => run(store, "readonly", (rows) => rows.getAll());

export async function mine(store, owner) {
  const rows = await all(store);
  return rows.filter((row) => row.owner === owner).sort((one, other) => one.at - other.at);
}

export async function purge(owner) {
  for (const row of await mine("outbox", owner)) await take("outbox", row.once);
  for (const row of await mine("drafts", owner)) await take("drafts", row.key);
  localStorage.removeItem("loft-owner");
  sessionStorage.clear();
}

export async function forgetOldDrafts() {
  for (const row of await all("drafts")) if (Date.now() - row.at > DRAFTS_LIVE) await take("drafts", row.key);
}

// Only pages of somebody who is signed in, and those kept for times without a network, have anything to keep.
export const isOurs = () => Boolean(document.querySelector("[data-owner], form[data-shell]"));

// Who is writing here: the page says it; a page without a network remembers who was here last.
export function owner() {
  const shell = document.querySelector("[data-owner]");
  if (!shell) return localStorage.getItem("loft-owner") ?? "";
  localStorage.setItem("loft-owner", shell.dataset.owner);
  return shell.dataset.owner;
}
