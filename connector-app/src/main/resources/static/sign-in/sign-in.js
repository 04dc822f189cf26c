/*
 * Sends somebody to the identity provider and takes over what comes back. This page keeps a verifier and sends its digest along; the code that comes back is of use only
 * together with it. A page that goes away itself keeps the verifier in this tab's own storage, until it is back; one in a frame keeps it in memory.
 */
const KEPT = 'countersign-sign-in';

const inUrls = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

export function newVerifier() {
  return inUrls(crypto.getRandomValues(new Uint8Array(32)));
}

/** Asks the server where to go. Throws the status of a refusal, or 0 where nobody answered. */
export async function whereTo(wanted, verifier) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  let answer;
  try {
    answer = await fetch('/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ ...wanted, challenge: inUrls(new Uint8Array(digest)) }),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    throw 0;
  }
  if (!answer.ok) {
    throw answer.status;
  }
  return (await answer.json()).location;
}

/** Leaves this page for the identity provider; it is loaded again afterwards. */
export async function signInHere(wanted) {
  const verifier = newVerifier();
  const location = await whereTo({ ...wanted, page: 'window' }, verifier);
  sessionStorage.setItem(KEPT, JSON.stringify({ verifier, from: window.location.pathname }));
  window.location.assign(location);
}

/** For the page that people come back to: lets the page that is loaded next find the code. Answers the path that sent them away, or nothing where this tab sent nobody. */
export function keepCode(code) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  if (kept === null) {
    return null;
  }
  sessionStorage.setItem(KEPT, JSON.stringify({ verifier: kept.verifier, code }));
  return kept.from;
}

/** What came back to this tab, once; nothing where nobody was sent away or nobody came back. */
export function broughtBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  sessionStorage.removeItem(KEPT);
  return kept?.code === undefined ? null : kept;
}
