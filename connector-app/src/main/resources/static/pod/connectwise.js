/*
 * The pod's side of ConnectWise's Hosted API: who is the member in front of this ticket?
 *
 * Every message is a JSON string. Only the page around this one is heard, and only from the origins that the server named, compared as a whole. What it says is a
 * claim: the server asks ConnectWise whether it is true. The claim is handed on once and kept nowhere.
 */
const PATIENCE = 5000;
const PROTOCOL_NAMES = new Set(['site', 'companyid', 'memberid', 'memberhash']);

import { signInBeside } from '/pod/beside.js';

const { installation, base, signIn } = document.body.dataset;
const origins = new Set((document.body.dataset.origins ?? '').split(' ').filter(Boolean));
let frameId;
let parentOrigin;
let ticket = ticketOf(document.body.dataset.ticket);
let asked = false;
let impatience;

function ticketOf(id) {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`pod:${name}`, { detail }));
}

function say(message) {
  if (parentOrigin !== undefined) {
    window.parent.postMessage(JSON.stringify(message), parentOrigin);
  }
}

function waitForAnswer() {
  clearTimeout(impatience);
  impatience = setTimeout(() => tell('outside'), PATIENCE);
}

/** Asks who the member is; the answer begins a session for the ticket. */
function ask() {
  if (frameId === undefined) {
    tell('outside');
    return;
  }
  if (ticket === null) {
    clearTimeout(impatience);
    tell('unsaved');
    return;
  }
  asked = true;
  waitForAnswer();
  say({ hosted_request: 'getMemberAuthentication', frameID: frameId });
}

function hear(message) {
  if (message.source !== window.parent || !origins.has(message.origin) || typeof message.data !== 'string') {
    return;
  }
  const said = parsed(message.data);
  if (said === null || typeof said !== 'object') {
    return;
  }
  parentOrigin = message.origin;
  if (typeof said.MessageFrameID === 'string') {
    frameId = said.MessageFrameID;
    if (ticket === null) {
      // a ticket without a number may still get one by the event that follows
      waitForAnswer();
    } else {
      ask();
    }
  } else if (typeof said.event === 'string') {
    answer(said);
  } else if (said.response === 'getmemberauthentication' && asked) {
    asked = false;
    clearTimeout(impatience);
    claim(said.data);
  }
}

/** Every event is answered, known or not: the screen hangs otherwise. */
function answer(said) {
  say({ event: said.event, _id: said._id, result: 'success', frameID: frameId });
  if (said.event !== 'onLoad') {
    return;
  }
  const screen = said.data?.screenObject;
  if (screen?.screen !== undefined && screen.screen !== 'ticket') {
    clearTimeout(impatience);
    asked = false;
    ticket = null;
    tell('outside');
    return;
  }
  const now = screen?.id === undefined ? ticket : ticketOf(screen.id);
  if (now === ticket) {
    if (ticket === null) {
      ask();
    } else {
      tell('reloaded');
    }
    return;
  }
  ticket = now;
  tell('ticket-changed');
  ask();
}

/** The vendor's names have odd capitals, so they are read without regard to case. */
function claim(data) {
  const said = {};
  for (const [name, value] of Object.entries(data ?? {})) {
    if (PROTOCOL_NAMES.has(name.toLowerCase()) && typeof value === 'string') {
      said[name.toLowerCase()] = value;
    }
  }
  tell('claim', {
    at: `${base}/session`,
    claim: { installation, ticket: String(ticket), companyId: said.companyid, memberId: said.memberid, memberHash: said.memberhash },
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Who presses after ConnectWise did not confirm them signs in instead, where the help desk has an identity provider. */
let instead = false;
document.addEventListener('pod:refused', ({ detail }) => { instead = signIn === 'true' && detail === 'not-proved'; });
document.addEventListener('pod:prove-again', () => {
  if (instead && ticket !== null && navigator.userActivation?.isActive !== false) {
    signInBeside({ installation, ticket: String(ticket), purpose: 'pod' }, 'not-proved');
  } else {
    ask();
  }
});

/** Begun by pod.js when it listens. */
document.addEventListener('pod:begin', () => {
  if (window.parent === window) {
    tell('outside');
    return;
  }
  window.addEventListener('message', hear);
  waitForAnswer();
  window.parent.postMessage(JSON.stringify({ message: 'ready' }), '*');
}, { once: true });
