// What is shown by itself waits while a finger or a button is down: else the page moves, and the press hits nothing.

let down = false;
const AFTER = ["pointerup", "pointercancel"];

addEventListener("pointerdown", () => { down = true; }, true);
for (const name of AFTER) addEventListener(name, () => setTimeout(() => { down = false; }), true);

export async function released() {
  while (down) await new Promise((done) => setTimeout(done, 50));
}
