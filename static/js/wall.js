// Keeps the wall fresh: fetches the page anew and changes only the board. Can be stopped, and waits while nobody is looking.

const wall = document.getElementById("wall");
const pause = document.getElementById("wall-pause");
let stopped = false;

async function freshen() {
  if (stopped || document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("wall");
  if (!fresh) return location.reload();
  wall.replaceChildren(...fresh.childNodes);
  document.getElementById("wall-at").replaceWith(page.getElementById("wall-at"));
}

pause.addEventListener("click", () => {
  stopped = !stopped;
  pause.setAttribute("aria-pressed", stopped);
  pause.textContent = stopped ? pause.dataset.on : pause.dataset.off;
  freshen();
});
setInterval(freshen, Number(wall.dataset.seconds) * 1000);
