/*
 * Signs the technician of a framed pod in, in a window beside it: identity providers do not let themselves be framed. The window hands a code back; it is of use only with
 * the verifier that stays here.
 */
import { newVerifier, whereTo } from '/sign-in/sign-in.js';

const LOOK_WHETHER_CLOSED = 500;

let beside;
let watch;
let again;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`pod:${name}`, { detail }));
}

/** What the pod says when the server sends nobody away. */
export function refused(status) {
  tell(status === 501 ? 'sign-in-missing' : 'sign-in-down');
}

/**
 * Has to be called by a press: browsers open no window otherwise.
 *
 * @param stopped what the pod says when the window was closed
 */
export async function signInBeside(wanted, stopped = 'sign-in') {
  forget();
  again = stopped;
  const opened = window.open('about:blank', 'countersign-sign-in', 'popup,width=520,height=680');
  if (opened === null) {
    tell('window-blocked');
    return;
  }
  const mine = { window: opened, verifier: newVerifier() };
  beside = mine;
  tell('signing-in');
  watch = setInterval(() => beside === mine && mine.window.closed && closed(), LOOK_WHETHER_CLOSED);
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

function closed() {
  forget();
  tell(again);
}

window.addEventListener('message', (message) => {
  if (beside === undefined || message.source !== beside.window || message.origin !== window.location.origin || message.data?.countersign !== 'signed-in') {
    return;
  }
  const { verifier } = beside;
  forget();
  message.source.postMessage({ countersign: 'taken' }, window.location.origin);
  tell('claim', { at: '/sign-in/session', claim: { code: message.data.code, verifier } });
});
