// Offers to hide what looks like a birth number while it is being typed. The server asks too, when it is sent.

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

for (const area of document.querySelectorAll("[data-numbers]")) offer(area);
