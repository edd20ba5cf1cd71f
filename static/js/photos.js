// Makes photos smaller before they are sent, and says so when files are too large. The server does both again.

const LARGEST = 2000;
const SMALL_ENOUGH = 400_000;
const MOST_BYTES = 10 * 1024 * 1024;

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "bilde.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // what the browser cannot read, the server may
  }
}

async function shrink(input) {
  const kept = new DataTransfer();
  for (const file of await Promise.all([...input.files].map(smaller))) kept.items.add(file);
  input.files = kept.files;
}

function weigh(box) {
  const files = [...box.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  const large = files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES;
  let line = box.querySelector(".l-photos__large");
  if (large && !line) {
    line = document.createElement("p");
    line.className = "l-error l-photos__large";
    line.setAttribute("role", "alert");
    box.append(line);
  }
  if (line) line.textContent = large ? box.dataset.large : "";
  return large;
}

for (const box of document.querySelectorAll("[data-photos]")) {
  box.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    shrink(event.target).then(() => weigh(box));
  });
  // Before the form is sent the photos are ready, and what is too large is not sent at all.
  box.closest("form").addEventListener("submit", (event) => {
    if (weigh(box)) event.preventDefault();
  });
}
