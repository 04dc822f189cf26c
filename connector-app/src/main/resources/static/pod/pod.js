/*
 * The pod: a session for this page alone, the card, and its live updates.
 *
 * The token lives in a variable of this module and dies with the page: no cookie, no storage, never in a URL. The server decides what the card says; this page
 * puts it in place without disturbing what somebody is typing.
 */
const { base } = document.body.dataset;
const QUIET = 45000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const TROUBLE_AGAIN = 10000;
/** After how many seconds the PSA is asked again by itself; the last one is used for all further ones. */
const AGAIN_AFTER = [5, 10, 30];
const AGAIN_AT_MOST = 20;
const LATER_THAN_THE_DEADLINE = 400;
/** What a refused claim means; whatever else is refused was not usable. */
const REFUSED = new Map([[410, 'session-over'], [401, 'not-proved'], [403, 'not-proved'], [404, 'not-installed'], [408, 'psa-down'], [429, 'too-many-claims']]);

let token;
let session = 0;
let live;
let trouble = false;
let asking;
let tries = 0;
let retry;
let askedToWait = 0;
let stillTrying;
let swaps = 0;
let readAt = 0;

const card = () => document.getElementById('card');

// ---- session ----

async function begin({ at, claim }) {
  end();
  const mine = ++session;
  if (retryPlace() === null) {
    show('proving');
  }
  let answer;
  try {
    answer = await fetch(at, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(claim),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    answer = null;
  }
  if (mine !== session) {
    return;
  }
  if (answer === null) {
    show('psa-down');
    return;
  }
  if (!answer.ok) {
    askedToWait = Number(answer.headers.get('Retry-After')) || 0;
    const state = REFUSED.get(answer.status) ?? (answer.status >= 500 ? 'psa-down' : 'unusable-claim');
    document.dispatchEvent(new CustomEvent('pod:refused', { detail: state }));
    show(state);
    return;
  }
  const given = await answer.json();
  if (mine !== session) {
    return;
  }
  await adopt(given.token);
}

async function adopt(given) {
  token = given;
  document.dispatchEvent(new CustomEvent('pod:begun', { detail: headers() }));
  await refresh();
  listen();
}

function end() {
  session++;
  token = undefined;
  live?.abort();
  live = undefined;
  document.dispatchEvent(new CustomEvent('pod:ended'));
}

function over() {
  end();
  show('session-over');
}

/** What every request of this page carries. */
function headers() {
  return { Authorization: `Bearer ${token}`, 'Countersign-Zone': Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC' };
}

// ---- the card ----

/** Puts in a card that this page brought along: nothing of the ticket stands on it. */
function show(state) {
  if (card().dataset.state === state) {
    retryLater();
    return;
  }
  const brought = document.getElementById(`state-${state}`);
  put(brought.content.firstElementChild.cloneNode(true));
}

function put(next) {
  card().replaceWith(next);
  window.htmx.process(next);
  document.dispatchEvent(new CustomEvent('card:put'));
  retryLater();
}

const retryPlace = () => card().querySelector('[data-retry]');

/** While the PSA does not answer, it is asked again by itself: at growing distances, and not for ever. */
function retryLater() {
  clearInterval(retry);
  const place = retryPlace();
  if (place === null) {
    tries = 0;
    return;
  }
  if (tries === AGAIN_AT_MOST) {
    place.textContent = place.dataset.over;
    return;
  }
  const seconds = Math.max(askedToWait, AGAIN_AFTER[Math.min(tries, AGAIN_AFTER.length - 1)]);
  // not all pods of a help desk at once
  const at = performance.now() + seconds * 1000 * (1 + Math.random() / 5);
  const tell = () => {
    const left = Math.ceil((at - performance.now()) / 1000);
    if (left > 0) {
      place.textContent = place.dataset.waiting.replace('{0}', left);
      return;
    }
    clearInterval(retry);
    tries++;
    askedToWait = 0;
    place.textContent = place.dataset.trying;
    if (token === undefined) {
      document.dispatchEvent(new CustomEvent('pod:prove-again'));
    } else {
      refresh().then(() => retryPlace() === place && retryLater());
    }
  };
  tell();
  retry = setInterval(tell, 250);
}

/** Reads the card again. One reading at a time; a wish that comes meanwhile is kept. */
function refresh() {
  if (asking !== undefined) {
    asking.again = true;
    return asking.done;
  }
  const turn = { again: false };
  asking = turn;
  turn.done = (async () => {
    do {
      turn.again = false;
      await read();
    } while (turn.again && token !== undefined);
    asking = undefined;
  })();
  return turn.done;
}

async function read() {
  const mine = token;
  const before = swaps;
  const begun = performance.now();
  let answer;
  try {
    answer = await fetch(card().dataset.self ?? `${base}/card`, {
      headers: { ...headers(), Accept: 'text/html' }, credentials: 'omit', cache: 'no-store',
    });
  } catch {
    mark(true);
    return;
  }
  if (mine !== token) {
    return;
  }
  if (answer.status === 401) {
    over();
  } else if (answer.ok) {
    mark(false);
    const html = await answer.text();
    if (before !== swaps && asking !== undefined) {
      // a press has brought a newer card meanwhile
      asking.again = true;
      return;
    }
    readAt = begun;
    bring(html);
  } else {
    mark(true);
  }
}

/** The newest card takes the place of this one, or, where somebody may be typing into this very one, only what moves is brought up to date. */
function bring(html) {
  const next = new DOMParser().parseFromString(html, 'text/html').getElementById('card');
  // while a press is under way, its answer brings the card
  if (next === null || card().querySelector('.htmx-request') !== null || card().classList.contains('htmx-request')) {
    return;
  }
  if (next.dataset.key !== card().dataset.key) {
    put(document.importNode(next, true));
    return;
  }
  card().dataset.state = next.dataset.state;
  for (const part of next.querySelectorAll('[data-live]')) {
    const here = document.getElementById(part.id);
    if (here !== null && here.innerHTML !== part.innerHTML) {
      here.className = part.className;
      here.replaceChildren(...document.importNode(part, true).childNodes);
    }
  }
}

/** Says that what stands here may be old. */
function mark(broken, key = 'unreachable') {
  trouble = broken;
  const place = document.getElementById('trouble');
  place.hidden = !broken;
  place.textContent = broken ? place.dataset[key] : '';
  clearTimeout(stillTrying);
  if (broken) {
    stillTrying = setTimeout(() => token !== undefined && refresh(), TROUBLE_AGAIN);
  }
}

// ---- live updates: a streamed answer, because a plain event source cannot carry the token ----

async function listen() {
  live?.abort();
  const mine = new AbortController();
  live = mine;
  let wait = FIRST_WAIT;
  while (!mine.signal.aborted) {
    const heard = await hearOnce(mine.signal);
    if (mine.signal.aborted) {
      return;
    }
    wait = heard ? FIRST_WAIT : Math.min(LONGEST_WAIT, wait * 2);
    await pause(wait * (0.75 + Math.random() / 2), mine.signal);
    if (!mine.signal.aborted) {
      // something may have happened while nobody listened
      await refresh();
    }
  }
}

/** One stream until it ends; true where it began. */
async function hearOnce(outer) {
  const silence = new AbortController();
  const stop = () => silence.abort();
  outer.addEventListener('abort', stop, { once: true });
  let watch = setTimeout(stop, QUIET);
  let begun = false;
  try {
    const answer = await fetch(`${base}/live?ago=${Math.ceil(performance.now() - readAt)}`, {
      headers: { ...headers(), Accept: 'text/event-stream' }, credentials: 'omit', cache: 'no-store', signal: silence.signal,
    });
    if (answer.status === 401) {
      over();
      return false;
    }
    if (!answer.ok || answer.body === null) {
      return false;
    }
    begun = true;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return true;
      }
      clearTimeout(watch);
      watch = setTimeout(stop, QUIET);
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop();
      if (blocks.some((block) => /^event: ?changed$/m.test(block))) {
        refresh();
      }
    }
  } catch {
    return begun;
  } finally {
    clearTimeout(watch);
    outer.removeEventListener('abort', stop);
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

// ---- htmx ----

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign(event.detail.headers, headers());
});
document.addEventListener('htmx:afterRequest', (event) => {
  if (event.detail.successful && trouble) {
    mark(false);
  }
});
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target === card()) {
    swaps++;
  }
});
document.addEventListener('htmx:afterSettle', (event) => event.target === card() && retryLater());
document.addEventListener('htmx:responseError', (event) => {
  if (event.detail.xhr.status === 401) {
    over();
  } else {
    mark(true, 'sendFailed');
  }
});
for (const failure of ['htmx:sendError', 'htmx:timeout']) {
  document.addEventListener(failure, () => {
    mark(true, 'sendFailed');
    refresh();
  });
}

// ---- what happens around the card ----

document.addEventListener('card:time-is-up', () => setTimeout(() => token !== undefined && refresh(), LATER_THAN_THE_DEADLINE));
document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-again]')) {
    if (token === undefined) {
      show('proving');
      document.dispatchEvent(new CustomEvent('pod:prove-again'));
    } else {
      refresh();
    }
  }
});
for (const state of ['not-proved', 'sign-in', 'signing-in', 'sign-in-down', 'sign-in-missing', 'window-blocked', 'moved']) {
  document.addEventListener(`pod:${state}`, () => { end(); show(state); });
}
/** Goes on at another ticket, with a session of its own: what is under way for this one stays with it. */
async function openTicket(number) {
  let answer;
  try {
    answer = await fetch(`${base}/tickets/${number}`, {
      method: 'POST', headers: { ...headers(), Accept: 'application/json' }, credentials: 'omit', cache: 'no-store',
    });
  } catch {
    mark(true, 'sendFailed');
    return;
  }
  if (answer.status === 401) {
    over();
  } else if (answer.ok) {
    end();
    show('proving');
    document.dispatchEvent(new CustomEvent('pod:opened', { detail: number }));
    await adopt((await answer.json()).token);
  } else {
    mark(true, 'sendFailed');
  }
}

document.addEventListener('click', (event) => {
  const press = event.target.closest?.('[data-open-ticket]');
  if (press && token !== undefined) {
    openTicket(Number(press.dataset.openTicket));
  }
});
document.addEventListener('pod:claim', (event) => begin(event.detail));
document.addEventListener('pod:outside', () => token === undefined && show('outside-ticket'));
document.addEventListener('pod:unsaved', () => { end(); show('ticket-not-saved'); });
document.addEventListener('pod:ticket-changed', () => { end(); show('proving'); });
document.addEventListener('pod:reloaded', () => token !== undefined && refresh());
window.addEventListener('online', () => token !== undefined && refresh());
window.addEventListener('pagehide', end);
window.addEventListener('pageshow', (event) => event.persisted && show('session-over'));

try {
  // htmx notes the page's path there although its history is off; a pod leaves nothing behind
  sessionStorage.removeItem('htmx-current-path-for-history');
} catch {
  // this frame may not store anything anyway
}

document.dispatchEvent(new CustomEvent('pod:begin'));
