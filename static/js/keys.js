// Single keys that press what is on the page already. Everything also works without them; Min side switches them off.

const tray = document.querySelector(".l-tray__count");

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");
}

function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("details")) {
    target.open = !target.open;
    if (target.open) target.querySelector("summary").focus();
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
  if (press(event.key)) event.preventDefault();
});

function count() {
  const all = [...document.querySelectorAll('input[name="all"]:checked')];
  const lists = new Set(all.map((box) => box.value));
  const ticked = [...document.querySelectorAll('input[name="case"][form="selection"]:checked')];
  const others = ticked.filter((box) => !lists.has(box.dataset.list)).length;
  const chosen = all.reduce((sum, box) => sum + Number(box.dataset.count), others);
  tray.textContent = (chosen === 1 ? tray.dataset.one : tray.dataset.many).replace("{n}", chosen);
}

// A whole list ticks its rows, and a row without its tick is not the whole list.
function follow(box) {
  if (box.name === "all") {
    const rows = document.querySelectorAll(`input[name="case"][data-list="${CSS.escape(box.value)}"]`);
    for (const row of rows) row.checked = box.checked;
  } else if (!box.checked) {
    const whole = document.querySelector(`input[name="all"][value="${CSS.escape(box.dataset.list || "")}"]`);
    if (whole) whole.checked = false;
  }
  count();
}

if (tray) {
  document.addEventListener("change", (event) => event.target.matches('input[form="selection"]') && follow(event.target));
  addEventListener("pageshow", count);
}
