// Puts a picture on the clipboard; where the browser will not, the link beside it downloads it.

async function copyPicture(button) {
  const label = button.querySelector("[data-copied]");
  try {
    const picture = fetch(button.dataset.copyPicture).then((answer) => answer.ok ? answer.blob() : Promise.reject());
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    label.textContent = label.dataset.copied;
  } catch {
    label.textContent = label.dataset.failed;
  }
}

for (const button of document.querySelectorAll("[data-copy-picture]")) {
  button.addEventListener("click", () => copyPicture(button));
}
