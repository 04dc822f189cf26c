/*
 * The console's pages: signs somebody in and shows what the server gives them. The bearer lives in a variable of this module and dies with the page, so from one page to
 * another only the list and the address change.
 */
import { broughtBack, signInHere } from '/sign-in/sign-in.js';

const { installation } = document.body.dataset;
let { view } = document.body.dataset;
let token;

const told = () => document.getElementById('told');

/** A sentence and the way back in. */
function out(word) {
  token = undefined;
  const section = document.getElementById('list');
  const button = document.getElementById('sign-in');
  if (button === null) {
    // the list is on the page: nothing of it stays
    section.replaceChildren();
    window.location.reload();
    return;
  }
  button.hidden = false;
  told().textContent = told().dataset[word];
}

async function away() {
  try {
    await signInHere({ installation, purpose: 'console' });
  } catch (status) {
    out(status === 501 ? 'none' : 'silent');
  }
}

async function begin() {
  const back = broughtBack();
  if (back === null) {
    await away();
    return;
  }
  let answer = null;
  try {
    answer = await fetch('/sign-in/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ code: back.code, verifier: back.verifier }),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    // told below
  }
  if (answer?.ok !== true) {
    out(answer === null ? 'unreachable' : 'over');
    return;
  }
  ({ token } = await answer.json());
  await show();
}

async function show() {
  const asked = view;
  let answer = null;
  try {
    answer = await fetch(`/console/api/${view}`, { headers: { Authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store' });
  } catch {
    // told below
  }
  if (asked !== view) {
    // they went on meanwhile
    return;
  }
  if (answer?.status === 403) {
    // theirs is another page
    const sentence = document.createElement('p');
    sentence.textContent = (await answer.json()).detail;
    document.getElementById('list').replaceChildren(sentence);
    return;
  }
  if (answer?.ok !== true) {
    out(answer === null ? 'unreachable' : 'over');
    return;
  }
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('list');
  document.getElementById('list').replaceWith(document.importNode(next, true));
  window.htmx.process(document.getElementById('list'));
}

function turnTo(link) {
  ({ view } = link.dataset);
  for (const other of document.querySelectorAll('nav.views a')) {
    other.toggleAttribute('aria-current', false);
  }
  link.setAttribute('aria-current', 'page');
  history.replaceState(null, '', link.getAttribute('href'));
  show();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('nav.views a');
  if (link !== null && token !== undefined && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    turnTo(link);
  } else if (event.target.closest('#sign-in, [data-sign-in]') !== null) {
    away();
  }
});
document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers.Authorization = `Bearer ${token}`;
});
document.addEventListener('htmx:responseError', (event) => {
  if (event.detail.xhr.status === 401 || event.detail.xhr.status === 403) {
    window.location.reload();
  }
});
window.addEventListener('pageshow', (event) => event.persisted && window.location.reload());

begin();
