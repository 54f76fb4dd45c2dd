// Seals what waits on this device with the key of the person who is signed in: only pages of that
// person's own sessions can open it. Without a secure context there is no sealing, and no key.
const METHOD = "AES-GCM";

export async function keyFrom(text) {
  if (!text || !globalThis.crypto?.subtle) return null;
  return crypto.subtle.importKey("raw", fromText(text), METHOD, false, ["encrypt", "decrypt"]);
}

export async function seal(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, closed: await crypto.subtle.encrypt({ name: METHOD, iv }, key, bytes) };
}

export async function unseal(key, { iv, closed }) {
  return crypto.subtle.decrypt({ name: METHOD, iv }, key, closed);
}

export async function digest(bytes) {
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sealText(key, text) {
  const { iv, closed } = await seal(key, new TextEncoder().encode(text));
  return [toText(iv), toText(new Uint8Array(closed))];
}

export async function unsealText(key, [iv, closed]) {
  const opened = await unseal(key, { iv: fromText(iv), closed: fromText(closed) });
  return new TextDecoder().decode(opened);
}

function fromText(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
