// One request to the site, and what became of it.

const MOST_MILLISECONDS = 60_000;
const LATER = [408, 425, 429, 502, 503, 504];

// state: "done" with the site's answer, "refused" with its reason, "signedOut", "waiting" where nobody can know whether
// it arrived, or "failed" where the site broke down over it (status): these may be sent again.
export async function ask(method, address, body, { headers = {}, words }) {
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(), ...headers },
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(MOST_MILLISECONDS),
  }).catch(() => null);
  if (!answer || LATER.includes(answer.status)) return { state: "waiting" };
  if (answer.status >= 500) return { state: "failed", status: answer.status };
  if (answer.redirected || answer.status === 401) return { state: "signedOut" };
  if (!answer.ok) return { state: "refused", reason: await reasonOf(answer, words) };
  if (answer.status === 204) return { state: "done", answer: {} };
  const said = await answer.json().catch(() => null);
  return said ? { state: "done", answer: said } : { state: "waiting" };
}

// Of the cookie first: it is the one that changes when somebody signs in anew.
function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

async function reasonOf(answer, words) {
  const said = await answer.json().catch(() => null);
  return said?.error ?? words.refused.replace("{status}", answer.status);
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only pages on HTTPS or this machine have randomUUID; the same bits, written out.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Until the time is over, the line is back, or the page is looked at again.
export function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
    document.addEventListener("visibilitychange", resolve, { once: true });
  });
}
