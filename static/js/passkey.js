// Passkeys: what the server asks and what the phone answers, between JSON and the browser's own form.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export const canAsk = () => window.isSecureContext && "PublicKeyCredential" in window;

export async function post(url, token, body) {
  const isForm = body instanceof FormData;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (!isForm) headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.sentence), { sentence: said.sentence, code: answer.status });
  return said;
}

export async function make(options) {
  const made = await navigator.credentials.create({ publicKey: {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: [],
  } });
  return {
    id: made.id, rawId: toText(made.rawId), type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
    },
  };
}

export async function sign(options) {
  const signed = await navigator.credentials.get({ publicKey: {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: options.allowCredentials.map((key) => ({ ...key, id: toBytes(key.id) })),
  } });
  return {
    id: signed.id, rawId: toText(signed.rawId), type: signed.type,
    response: {
      clientDataJSON: toText(signed.response.clientDataJSON),
      authenticatorData: toText(signed.response.authenticatorData),
      signature: toText(signed.response.signature),
      userHandle: signed.response.userHandle ? toText(signed.response.userHandle) : null,
    },
  };
}

// The page that makes a phone one's own.
async function setUp(box) {
  const form = box.closest("form");
  const token = form.elements.csrf_token?.value ?? "";
  const asked = new FormData();
  asked.append("password", form.elements.password?.value ?? "");
  const line = box.querySelector("[data-error-line]");
  line.hidden = true;
  try {
    const options = await post(box.dataset.ask, token, asked);
    const credential = await make(options);
    const done = await post(box.dataset.give, token, { credential, name: form.elements.name.value });
    location.assign(done.next);
  } catch (error) {
    line.querySelector("span").textContent = error.sentence ?? box.dataset.failed;
    line.hidden = false;
  }
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  box.hidden = !canAsk();
  box.querySelector("button").addEventListener("click", () => setUp(box));
}
