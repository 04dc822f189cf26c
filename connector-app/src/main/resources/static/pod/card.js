/*
 * How the card behaves under the hands: the countdown, the code field, the reason. Works on whatever card stands in #card, and touches nothing but that.
 */
const BETWEEN_DIGITS = /[\s\u00a0.-]/g;
const SOON = 15;

const card = () => document.getElementById('card');

// ---- countdown: the server's clock, carried on by this page's own ----

let counted;
let arrived = performance.now();

function tick() {
  waits();
  const countdown = document.getElementById('countdown');
  if (countdown === null) {
    counted = undefined;
    return;
  }
  if (countdown.dataset.now !== counted) {
    counted = countdown.dataset.now;
    arrived = performance.now();
  }
  const now = Number(counted) + (performance.now() - arrived);
  const deadline = Number(countdown.dataset.deadline);
  const left = Math.max(0, deadline - now);
  const seconds = Math.ceil(left / 1000);
  countdown.querySelector('[data-left]').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  countdown.classList.toggle('soon', seconds <= SOON);
  const whole = deadline - Number(countdown.dataset.from);
  countdown.querySelector('[data-ring]')?.style.setProperty('stroke-dashoffset', String(100 - (100 * left) / whole));
  if (left === 0 && countdown.dataset.over === undefined) {
    countdown.dataset.over = '';
    document.dispatchEvent(new CustomEvent('card:time-is-up'));
  }
}

setInterval(tick, 250);

// ---- waits: what can be pressed in a moment, and what is said only until then ----

const IN_SECONDS = 90;
const since = new WeakMap();

function waits() {
  for (const place of card()?.querySelectorAll('[data-wait]') ?? []) {
    if (!since.has(place)) {
      since.set(place, performance.now());
    }
    const seconds = Math.ceil((Number(place.dataset.wait) - (performance.now() - since.get(place))) / 1000);
    if (seconds <= 0) {
      delete place.dataset.wait;
      place.classList.add('over');
      place.disabled = false;
    } else if (place.dataset.seconds !== undefined) {
      place.textContent = seconds <= IN_SECONDS
        ? place.dataset.seconds.replace('{0}', seconds)
        : place.dataset.minutes.replace('{0}', Math.ceil(seconds / 60));
    }
  }
}

// ---- the code field ----

function digitsOf(text) {
  return text.replace(BETWEEN_DIGITS, '');
}

function typed(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.code === undefined) {
    return;
  }
  const digits = digitsOf(field.value);
  // the same six digits are sent once by themselves; the button sends them again
  if (/^[0-9]{6}$/.test(digits) && digits !== field.dataset.sent) {
    field.dataset.sent = digits;
    field.form.requestSubmit();
  }
}

// ---- reason and need ----

function chosen(event) {
  const field = event.target;
  if (field instanceof HTMLSelectElement && field.dataset.reason !== undefined) {
    const other = field.form.querySelector('[data-other-reason]');
    const wanted = field.selectedOptions[0].dataset.other !== undefined;
    other.hidden = !wanted;
    other.disabled = !wanted;
    other.required = wanted;
    other.name = wanted ? 'reason' : '';
    field.name = wanted ? '' : 'reason';
    if (wanted) {
      other.focus();
    }
  }
  if (field.id === 'action') {
    const need = card()?.querySelector('[data-need-text]');
    if (need) {
      need.textContent = field.selectedOptions[0].dataset.need;
    }
  }
  if (field.id === 'action' || field.name === 'method') {
    warn();
  }
}

/** The server worked out what will not be enough for which action; the page shows what fits the choice. */
function warn() {
  const action = document.getElementById('action')?.value;
  const gives = card()?.querySelector('[name="method"]:checked')?.dataset.gives;
  for (const caution of card()?.querySelectorAll('[data-weak]') ?? []) {
    caution.hidden = caution.dataset.weak !== `${action}/${gives}`;
  }
}

let settled = true;

/**
 * After a card was put in: the keyboard goes on where the work goes on, which is never at a decision. Only once this page has the focus: the ticket around it may
 * have a half-typed note, or somebody looks at another window.
 */
function settle() {
  tick();
  settled = document.hasFocus();
  if (!settled) {
    return;
  }
  const active = document.activeElement;
  if (active !== null && active !== document.body && card()?.contains(active)) {
    return;
  }
  const next = card()?.querySelector('[data-code]') ?? card()?.querySelector('#result') ?? card()?.querySelector('[data-here]') ?? card()?.querySelector('button.primary');
  next?.focus({ preventScroll: true });
}

// ---- the second half of a double click is meant for the card that stood there at the first, not for Approve on the one that came meanwhile ----

const DOUBLE_CLICK = 600;
const SAME_PLACE = 8;
let pressed = { on: null, at: -Infinity, x: 0, y: 0 };
let late = false;

function press(event) {
  const again = event.timeStamp - pressed.at < DOUBLE_CLICK && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < SAME_PLACE;
  late = again && pressed.on !== card();
  pressed = { on: late ? pressed.on : card(), at: event.timeStamp, x: event.clientX, y: event.clientY };
}

function dropLate(event) {
  // a click by keyboard or by an aid has no press before it
  if (late && event.detail > 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

document.addEventListener('pointerdown', press, true);
document.addEventListener('click', dropLate, true);

// ---- what was typed outlives an answer that brings the same card again ----

const kept = new Map();

function keep(event) {
  kept.clear();
  const here = card();
  if (event.detail.target !== here) {
    return;
  }
  const next = new DOMParser().parseFromString(event.detail.serverResponse, 'text/html').getElementById('card');
  if (next === null || next.dataset.key !== here.dataset.key) {
    return;
  }
  const compared = event.detail.pathInfo?.requestPath?.endsWith('/code');
  for (const field of here.querySelectorAll('[data-keep]')) {
    // a code that was compared has done its work
    if (!(compared && field.dataset.code !== undefined)) {
      kept.set(field.id, field instanceof HTMLDetailsElement ? field.open : field.type === 'radio' ? field.checked : field.value);
    }
  }
}

function giveBack() {
  for (const [id, value] of kept) {
    const field = document.getElementById(id);
    if (field instanceof HTMLDetailsElement) {
      field.open = value;
    } else if (field?.type === 'radio') {
      field.checked = value;
    } else if (field) {
      field.value = value;
      if (field instanceof HTMLSelectElement) {
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
  }
  kept.clear();
  warn();
}

document.addEventListener('htmx:beforeSwap', keep);
document.addEventListener('input', typed);
document.addEventListener('change', chosen);
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.target === card()) {
    giveBack();
    settle();
  }
});
document.addEventListener('card:put', settle);
window.addEventListener('focus', () => settled || settle());
