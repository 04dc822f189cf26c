/*
 * Who sits in front of an Autotask ticket? What its page sends along is a claim without proof, so the technician signs in at the MSP's identity provider: the whole page
 * goes there and comes back, or, in a frame, a window does it for the frame.
 */
import { refused, signInBeside } from '/pod/beside.js';
import { broughtBack, signInHere } from '/sign-in/sign-in.js';

const LOOK_FOR_MINE = 30000;
const { installation, base } = document.body.dataset;
const framed = window.parent !== window;
const wanted = { installation, ticket: document.body.dataset.ticket, purpose: 'pod' };

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`pod:${name}`, { detail }));
}

let last = null;
document.addEventListener('pod:refused', ({ detail }) => { last = detail === 'psa-down' ? last : null; });
document.addEventListener('pod:begun', () => { last = null; });

function claim({ code, verifier }) {
  last = { code, verifier };
  tell('claim', { at: '/sign-in/session', claim: { code, verifier } });
}

async function leave() {
  try {
    await signInHere(wanted);
  } catch (status) {
    refused(status);
  }
}

// ---- as a window: there is one, and the newest is it ----

function onlyOne() {
  window.name = 'countersign';
  const others = new BroadcastChannel(`countersign-${installation}`);
  others.addEventListener('message', () => {
    tell('moved');
    // only a window that a script opened may close itself; another one says where it goes on
    if (window.opener !== null) {
      window.close();
    }
  });
  document.addEventListener('pod:begun', ({ detail }) => {
    others.postMessage('begun');
    lookForMine(detail);
  });
  document.addEventListener('pod:opened', ({ detail }) => {
    wanted.ticket = String(detail);
    history.replaceState(null, '', `?ticketId=${detail}`);
  });
  document.addEventListener('pod:ended', hideMine);
}

// ---- which tickets somebody works at: told by the PSA's webhooks, looked at now and then ----

let looking;

async function lookForMine(headers) {
  clearTimeout(looking);
  const mine = setTimeout(() => lookForMine(headers), LOOK_FOR_MINE);
  looking = mine;
  try {
    const answer = await fetch(`${base}/tickets`, { headers: { ...headers, Accept: 'text/html' }, credentials: 'omit', cache: 'no-store' });
    if (looking !== mine || !answer.ok) {
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('mine');
    const here = document.getElementById('mine');
    if (looking === mine && !here.contains(document.activeElement)) {
      here.replaceWith(document.importNode(next, true));
    }
  } catch {
    // the list stays as it is; the card says that the connection is broken
  }
}

function hideMine() {
  clearTimeout(looking);
  looking = undefined;
  const here = document.getElementById('mine');
  here.hidden = true;
  here.replaceChildren();
}

document.addEventListener('pod:prove-again', () => {
  if (last !== null) {
    // the PSA was silent: what came back from the provider is good for a minute more
    claim(last);
  } else if (!framed) {
    leave();
  } else if (navigator.userActivation?.isActive === false) {
    tell('sign-in');
  } else {
    signInBeside(wanted);
  }
});

/** Begun by pod.js when it listens. */
document.addEventListener('pod:begin', () => {
  if (!(Number(wanted.ticket) > 0)) {
    tell('outside');
  } else if (framed) {
    tell('sign-in');
  } else {
    onlyOne();
    const back = broughtBack();
    if (back === null) {
      leave();
    } else {
      claim(back);
    }
  }
}, { once: true });
