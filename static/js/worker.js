// The service worker. Served from /sw.js, which puts VERSION, LANG and KEPT in front of this text.
// Without a network the report forms open from what is kept here, and nothing of that is about anybody.
// What is sent is kept by the page itself before it leaves (outbox.js), so here nothing is lost or doubled.

const CACHE = `loft-${VERSION}-${LANG}`;
const PATIENCE = 20_000;
const FORMS = { "/report": `/offline/${LANG}/report`, "/report/improvement": `/offline/${LANG}/improvement` };

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(tidy()));

async function keep() {
  const cache = await caches.open(CACHE);
  // Asked for as nobody, so that no page can hold a name.
  await cache.addAll(KEPT.map((url) => new Request(url, { credentials: "omit", cache: "no-cache" })));
  await skipWaiting();
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith("loft-") && name !== CACHE) await caches.delete(name);
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url));
  else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

async function page(request, url) {
  // Going back to a form that was refused: it is opened anew, and its draft is there, instead of being sent again.
  const again = request.method === "POST" && request.isHistoryNavigation && url.pathname in FORMS;
  try {
    return await soon(again ? fetch(url.pathname, { redirect: "manual" }) : fetch(request));
  } catch {
    if (request.method === "POST") return url.pathname in FORMS ? Response.redirect(`/offline/${LANG}/unsent`, 303) : kept("away");
    if (url.pathname.startsWith(`/offline/${LANG}/`)) return (await caches.match(url.pathname)) ?? kept("away");
    return url.pathname in FORMS ? (await caches.match(FORMS[url.pathname])) ?? kept("away") : kept("away");
  }
}

const kept = async (name) => (await caches.match(`/offline/${LANG}/${name}`)) ?? Response.error();

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

function soon(answer) {
  let bell;
  const late = new Promise((_, fail) => { bell = setTimeout(() => fail(new Error("no answer")), PATIENCE); });
  return Promise.race([answer, late]).finally(() => clearTimeout(bell));
}
