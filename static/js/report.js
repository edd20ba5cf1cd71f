// While somebody writes: what points at a person can be hidden with one tap, the category is guessed and confirmed
// with another, and the preset answers say what was chosen. Everything is asked again on the server.

import { released } from "./press.js";

const ELEVEN = /(?<!\d)(\d{2})[ .]?(\d{2})[ .]?\d{2}[ .\u00a0-]?\d{3}[ .]?\d{2}(?!\d)/g;
const PHONE = /(?<![\w+])(?:(?:\+|00)47[ \u00a0]?)?(?:[2-9]\d(?:[ \u00a0.]?\d\d){3}|[2-9]\d\d[ \u00a0.]?\d\d[ \u00a0.]?\d{3})(?!\w)/g;
const DAY = /^20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const HIDDEN = "•••••• •••••";
const HIDDEN_PHONE = "•• •• •• ••";
const NAME = "[navn]";
const WAIT = 700;

function isDate(day, month) {
  const inMonth = [0, 40].some((extra) => day - extra >= 1 && day - extra <= 31);
  return inMonth && [0, 40, 65, 80].some((extra) => month - extra >= 1 && month - extra <= 12);
}

const withoutIds = (text) => text.replace(ELEVEN, (all, day, month) => (isDate(day, Number(month)) ? HIDDEN : all));
const phones = (text) => (withoutIds(text).match(PHONE) ?? []).filter((found) => !DAY.test(found));

function button(words, act, variant = "secondary") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ds-button";
  made.dataset.variant = variant;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

class People {
  constructor(area) {
    this.area = area;
    this.names = [];
    this.line = document.createElement("p");
    this.line.className = "l-numbers";
    this.line.setAttribute("role", "status");
    area.after(this.line);
    area.addEventListener("input", () => this.show());
    this.show();
  }

  found() {
    const text = this.area.value;
    if (!this.area.dataset.people) return [];
    return [...new Set([...phones(text), ...this.names.filter((name) => text.includes(name))])];
  }

  hide() {
    let text = withoutIds(this.area.value);
    for (const found of this.found().sort((a, b) => b.length - a.length)) {
      text = text.replaceAll(found, phones(found).length ? HIDDEN_PHONE : NAME);
    }
    this.area.value = text;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.focus();
  }

  show() {
    const { numbers, hide, people, hidePeople } = this.area.dataset;
    const ids = withoutIds(this.area.value) !== this.area.value;
    const found = this.found();
    const words = [ids ? numbers : "", found.length ? `${people} ${found.join(", ")}` : ""].filter(Boolean).join(" ");
    if (words === this.said) return;
    this.said = words;
    const hides = button(found.length ? hidePeople : hide, () => this.hide());
    this.line.replaceChildren(...(words ? [words, hides] : []));
    const warned = this.area.form.elements.namedItem("warned");
    if (warned) warned.value = [...new Set([...warned.value.split("\n"), ...found])].filter(Boolean).join("\n");
  }
}

function guess(form, categories) {
  const line = form.querySelector("[data-guess]");
  if (!line) return;
  const radio = (code) => form.querySelector(`[name=category][value="${CSS.escape(code)}"]`);
  const chosen = form.querySelector("[name=category]:checked");
  const offered = chosen ? [] : categories.filter(({ code }) => radio(code));
  const choose = ({ code, name }) => {
    radio(code).checked = true;
    line.replaceChildren(`${line.dataset.chosen}: ${name}`);
    radio(code).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const buttons = offered.map((each) => button(each.name, () => choose(each)));
  for (const each of buttons) each.dataset.size = "sm";
  line.hidden = !buttons.length && !chosen;
  if (buttons.length) line.replaceChildren(`${line.dataset.guess}`, ...buttons);
}

function elsewhere(form, channels) {
  const line = form.querySelector("[data-elsewhere]");
  if (!line) return;
  line.hidden = !channels.length;
  const links = channels.map(({ title, who, url }) => {
    const link = document.createElement("a");
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = who ? `${title}: ${who}` : title;
    return link;
  });
  line.replaceChildren(line.dataset.elsewhere, ...links);
  form.elements.namedItem("shown").value = channels.map(({ channel }) => channel).join("\n");
}

function ask(area, people) {
  let waiting, last = "";
  const go = async () => {
    const text = area.value.trim();
    if (text === last || text.length < 4) return;
    last = text;
    const body = new URLSearchParams({ text: text.slice(0, 20000), unit: area.form.elements.namedItem("unit")?.value ?? "" });
    body.set("csrf_token", area.form.elements.namedItem("csrf_token")?.value ?? "");
    try {
      const answer = await fetch(area.dataset.hints, { method: "POST", body });
      if (!answer.ok) return;
      const told = await answer.json();
      await released();
      people.names = told.people;
      people.show();
      guess(area.form, told.categories);
      elsewhere(area.form, told.elsewhere);
    } catch {
      // Without a network the form works as before.
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(go, WAIT);
  });
  area.addEventListener("blur", go);
}

function refuseLong(area) {
  area.form.addEventListener("submit", (event) => {
    if (area.value.length <= Number(area.dataset.limit)) return;
    event.preventDefault();
    area.setCustomValidity(area.dataset.long);
    area.reportValidity();
    area.addEventListener("input", () => area.setCustomValidity(""), { once: true });
  });
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

for (const area of document.querySelectorAll("[data-numbers]")) {
  const people = new People(area);
  if (area.dataset.hints) ask(area, people);
  if (area.dataset.long) refuseLong(area);
}
const sender = document.querySelector(".l-sender");
sender?.addEventListener("change", ({ target }) => {
  const line = sender.querySelector("[data-named]");
  if (target.name === "sender") line.textContent = line.dataset[target.value];
});
for (const line of document.querySelectorAll("[data-where]")) line.addEventListener("change", () => sayWhere(line));
for (const line of document.querySelectorAll("[data-when]")) line.addEventListener("change", () => sayWhen(line));
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-fills]");
  if (!chip) return;
  const input = document.getElementById(chip.dataset.fills);
  input.value = chip.textContent;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
