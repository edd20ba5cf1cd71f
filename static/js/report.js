// The report form: what looks like a birth number can be hidden while typing, and the preset answers
// say what was chosen. Everything is asked again on the server.

const ELEVEN = /(?<!\d)(\d{2})(\d{2})\d{2}[ .]?\d{5}(?!\d)/g;
const HIDDEN = "•••••• •••••";

function isDate(day, month) {
  const d = Number(day) % 40;
  return d >= 1 && d <= 31 && [0, 40, 65, 80].some((extra) => month - extra >= 1 && month - extra <= 12);
}

function hide(text) {
  return text.replace(ELEVEN, (all, day, month) => (isDate(day, Number(month)) ? HIDDEN : all));
}

function offer(area) {
  const line = document.createElement("p");
  line.className = "l-numbers";
  line.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.textContent = area.dataset.hide;
  button.addEventListener("click", () => {
    area.value = hide(area.value);
    show();
    area.focus();
  });
  area.after(line);
  const show = () => line.replaceChildren(...(hide(area.value) === area.value ? [] : [area.dataset.numbers, button]));
  area.addEventListener("input", show);
  show();
}

function sayWhere(line) {
  const unit = line.querySelector("select").selectedOptions[0];
  const place = line.querySelector("[name=place]").value.trim();
  const words = [unit?.value ? unit.text : line.querySelector("[data-answer]").textContent, place];
  line.querySelector("[data-answer]").textContent = words.filter(Boolean).join(", ");
}

function sayWhen(line) {
  const day = line.querySelector("[type=date]").valueAsDate;
  const time = line.querySelector("[type=time]").value;
  const form = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  const words = [day?.toLocaleDateString(document.documentElement.lang, form), time];
  line.querySelector("[data-answer]").textContent = words.filter(Boolean).join(" ") || line.dataset.when;
}

for (const area of document.querySelectorAll("[data-numbers]")) offer(area);
for (const line of document.querySelectorAll("[data-where]")) line.addEventListener("change", () => sayWhere(line));
for (const line of document.querySelectorAll("[data-when]")) line.addEventListener("change", () => sayWhen(line));
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fills]");
  if (!chip) return;
  const input = document.getElementById(chip.dataset.fills);
  input.value = chip.textContent;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
