// Counts without leaving the page: a tap is sent at once and may be taken back for ten seconds and more.

const HEADERS = { Accept: "application/json" };

async function send(url, data) {
  const answer = await fetch(url, { method: "POST", body: data, headers: HEADERS });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(answer.status);
  return [answer.ok, await answer.json()];
}

function show(out, text, undo) {
  const line = document.createElement("span");
  line.textContent = text;
  out.replaceChildren(line);
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.textContent = out.dataset.word;
  button.addEventListener("click", undo);
  out.append(button);
}

function number(tile, today) {
  const place = tile.querySelector("[data-today]");
  if (place && today !== null) place.textContent = today;
}

async function count(form, tile, out) {
  const data = new FormData(form, tile);
  form.elements.once.value = crypto.randomUUID();
  const [done, told] = await send(form.action, data);
  if (done) number(tile, told.today);
  show(out, told.said, done ? () => takeBack(form, tile, out, told.counted) : null);
}

async function takeBack(form, tile, out, counted) {
  const data = new FormData();
  data.set("csrf_token", form.elements.csrf_token?.value ?? "");
  data.set("counted", counted);
  try {
    const [, told] = await send(out.dataset.undo, data);
    number(tile, told.today ?? null);
    show(out, told.said);
  } catch {
    show(out, out.dataset.failed);
  }
}

for (const form of document.querySelectorAll("form[data-tally]")) {
  const out = document.querySelector("[data-said]");
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches(".l-tap")) return;
    event.preventDefault();
    count(form, event.submitter, out).catch(() => show(out, out.dataset.failed));
  });
}
