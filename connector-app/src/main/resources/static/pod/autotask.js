/*
 * Who sits in front of an Autotask ticket? What its page sends along is a claim without proof, so the technician signs in at the MSP's identity provider: the whole page
 * goes there and comes back, or, in a frame, a window does it for the frame.
 */
import { broughtBack, newVerifier, signInHere, whereTo } from '/sign-in/sign-in.js';

const LOOK_WHETHER_CLOSED = 500;
const LOOK_FOR_MINE = 30000;
const { installation, base } = document.body.dataset;
const framed = window.parent !== window;
const wanted = { installation, ticket: document.body.dataset.ticket, purpose: 'pod' };

let beside;
let watch;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`pod:${name}`, { detail }));
}

function claim({ code, verifier }) {
  tell('claim', { at: '/sign-in/session', claim: { code, verifier } });
}

function refused(status) {
  tell(status === 501 ? 'sign-in-missing' : 'sign-in-down');
}

async function leave() {
  try {
    await signInHere(wanted);
  } catch (status) {
    refused(status);
  }
}

// ---- in a frame, the window beside it ----

/** Has to be called by a press: browsers open no window otherwise. */
async function openBeside() {
  forget();
  const window_ = window.open('about:blank', 'countersign-sign-in', 'popup,width=520,height=680');
  if (window_ === null) {
    tell('window-blocked');
    return;
  }
  const mine = { window: window_, verifier: newVerifier() };
  beside = mine;
  tell('signing-in');
  watch = setInterval(() => beside === mine && mine.window.closed && stopped(), LOOK_WHETHER_CLOSED);
  try {
    const location = await whereTo({ ...wanted, page: 'frame' }, mine.verifier);
    if (beside === mine) {
      mine.window.location.replace(location);
    }
  } catch (status) {
    mine.window.close();
    forget();
    refused(status);
  }
}

function forget() {
  clearInterval(watch);
  beside = undefined;
}

function stopped() {
  forget();
  tell('sign-in');
}

function hear(message) {
  if (beside === undefined || message.source !== beside.window || message.origin !== window.location.origin || message.data?.countersign !== 'signed-in') {
    return;
  }
  const { verifier } = beside;
  forget();
  message.source.postMessage({ countersign: 'taken' }, window.location.origin);
  claim({ code: message.data.code, verifier });
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
  if (!framed) {
    leave();
  } else if (navigator.userActivation?.isActive === false) {
    tell('sign-in');
  } else {
    openBeside();
  }
});

/** Begun by pod.js when it listens. */
document.addEventListener('pod:begin', () => {
  if (!(Number(wanted.ticket) > 0)) {
    tell('outside');
  } else if (framed) {
    window.addEventListener('message', hear);
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
