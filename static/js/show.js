// Arrow keys, and what a clicker in the hand sends, turn the pages of a meeting.

const keys = { ArrowLeft: "ArrowLeft", PageUp: "ArrowLeft", ArrowRight: "ArrowRight", PageDown: "ArrowRight",
  " ": "ArrowRight", Escape: "Escape" };

document.addEventListener("keydown", (event) => {
  const wanted = keys[event.key];
  if (!wanted || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && event.target.closest("a, button, summary")) return;
  const link = document.querySelector(`[data-show="${wanted}"]`);
  if (!link) return;
  event.preventDefault();
  location.assign(link.href);
});
