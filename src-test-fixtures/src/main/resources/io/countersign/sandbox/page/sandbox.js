import { HostedApi } from '/assets/hosted-api.js';

const query = new URLSearchParams(location.search);
const psa = query.get('psa') ?? 'connectwise';
const ticket = Number(query.get('ticket') ?? 1);
const member = query.get('member') ?? 'jdoe';
const play = query.get('play') ?? 'normal';
const element = (id) => document.getElementById(id);

/** What was drawn last, by name: the screen is touched only where something changed. */
const drawn = new Map();
let latest = null;
let hosted = null;

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
  });
  if (!answer.ok) {
    throw new Error((await answer.text()).trim() || `The sandbox answered ${answer.status}.`);
  }
  return answer.json();
}

/** The same page with other choices. */
function go(choices) {
  const next = new URLSearchParams(location.search);
  Object.entries(choices).forEach(([name, value]) => next.set(name, value));
  location.search = next.toString();
}

function once(name, value, draw) {
  const text = JSON.stringify(value);
  if (drawn.get(name) !== text) {
    drawn.set(name, text);
    draw(value);
  }
}

function part(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined && text !== null) {
    made.textContent = text;
  }
  return made;
}

function stamp(at) {
  const made = part('time', '', time.format(new Date(at)));
  made.dateTime = at;
  return made;
}

function fill(id, text) {
  element(id).textContent = text || '–';
  element(id).classList.toggle('none', !text);
}

// ---- the ticket ----

function drawTicket(state) {
  once('ticket', [state.ticket, state.contactName, state.contactMobile, state.contactEmail], () => {
    element('ticket-number').textContent = state.ticket.id;
    element('ticket-board').textContent = state.ticket.board;
    element('ticket-summary').textContent = state.ticket.summary;
    fill('ticket-company', state.ticket.company);
    fill('ticket-contact', state.contactName);
    fill('ticket-type', state.ticket.type);
    fill('ticket-mobile', state.contactMobile);
    fill('ticket-email', state.contactEmail);
    const status = element('ticket-status');
    status.textContent = state.ticket.status;
    status.classList.toggle('closed', state.ticket.closed);
    element('close-ticket').textContent = state.ticket.closed ? 'Reopen ticket' : 'Close ticket';
    document.title = `Sandbox: #${state.ticket.id} ${state.ticket.summary}`;
  });
  once('tickets', state.tickets, (tickets) => {
    element('choose-ticket').replaceChildren(...tickets.toReversed().map((other) => {
      const option = part('option', '', `#${other.id} ${other.summary}${other.closed ? ' (closed)' : ''}`);
      option.value = other.id;
      option.selected = other.id === ticket;
      return option;
    }));
  });
  once('notes', state.notes, (notes) => {
    element('no-notes').hidden = notes.length > 0;
    element('notes').replaceChildren(...notes.toReversed().map((note) => {
      const item = part('li');
      item.dataset.note = note.id;
      const head = part('p', 'note-head');
      head.append(part('span', note.internal ? 'chip internal' : 'chip open', note.internal ? 'Internal' : 'Discussion'), stamp(note.at));
      item.append(head, part('p', 'note-text', note.text));
      return item;
    }));
  });
}

// ---- the pod ----

function drawPod(state) {
  once('pod', state.pod, (pod) => {
    element('no-pod').hidden = pod !== null;
    const frame = element('pod');
    frame.hidden = pod === null;
    if (pod === null) {
      return;
    }
    const url = new URL(pod.url);
    element('pod-address').textContent = url.origin;
    const width = Number(query.get('width'));
    if (width > 0) {
      element('pod-frame').style.width = `${width + 2}px`; // its border stands outside of the pod
    }
    frame.style.height = `${Number(query.get('height')) || pod.height || 290}px`;
    if (pod.liveLink !== undefined) {
      drawInsight(pod, frame);
      return;
    }
    hosted?.close();
    hosted = new HostedApi(frame, url.origin, { screen: 'ticket', id: ticket, hostedAs: 'pod' }, play, {
      memberAuthentication,
      refresh: refreshScreen,
      openScreen: (args) => args.screen === 'ticket' && go({ ticket: args.id }),
      changed: showProtocol,
    });
    frame.src = pod.url;
  });
}

/** The panel knows nothing of the page in it: no message goes either way. */
function drawInsight(pod, frame) {
  element('pod-kind').textContent = 'Insight';
  document.querySelector('.protocol').hidden = true;
  element('live-link-line').hidden = false;
  element('live-link').href = pod.liveLink;
  frame.title = 'Insight';
  frame.setAttribute('sandbox', pod.sandbox);
  frame.src = pod.url;
}

async function memberAuthentication(how) {
  if (how !== 'wrong-member') {
    return call('GET', `/sandbox/connectwise/member-auth?memberId=${encodeURIComponent(member)}`);
  }
  const other = member === 'asmith' ? 'jdoe' : 'asmith';
  const data = await call('GET', `/sandbox/connectwise/member-auth?memberId=${other}`);
  return { ...data, memberid: member };
}

/** As at the vendor, a refresh loads the pods again too. */
function refreshScreen() {
  const counter = element('pod');
  counter.dataset.refreshed = Number(counter.dataset.refreshed ?? 0) + 1;
  drawn.delete('ticket');
  drawn.delete('notes');
  counter.src = latest.pod.url;
}

function showProtocol({ acknowledged, waiting, ignored, dirty }) {
  element('acknowledged-events').textContent = acknowledged;
  const frame = element('pod');
  frame.dataset.acknowledged = acknowledged;
  frame.dataset.ignored = ignored;
  frame.dataset.dirty = dirty;
  element('pod-frame').classList.toggle('hanging', waiting > 0);
  element('pod-state').textContent = waiting > 0
    ? 'The screen waits until the pod answers its event'
    : `Pod connected${dirty ? ', not saved' : ''}`;
}

// ---- phone and mailbox ----

const STATES = { accepted: 'sending', queued: 'sending', sent: 'sent', delivered: 'delivered', undelivered: 'not delivered' };

function drawPhone(state) {
  once('phone', state.phone, (phone) => {
    if (document.activeElement !== element('phone-number')) {
      element('phone-number').value = phone ?? '';
    }
  });
  once('messages', state.messages, (messages) => {
    element('no-messages').hidden = messages.length > 0;
    const list = element('phone-messages');
    list.replaceChildren(...messages.map((message) => {
      const item = part('li', message.fromPhone ? 'mine' : 'theirs');
      item.dataset.sid = message.sid;
      const meta = part('p', 'meta');
      meta.append(stamp(message.at));
      if (!message.fromPhone) {
        const failed = message.error ? ` (${message.error})` : '';
        meta.append(part('span', message.error ? 'failed' : '', ` · ${STATES[message.status] ?? message.status}${failed}`));
      }
      item.append(part('p', 'body', message.body), meta);
      return item;
    }));
    list.scrollTop = list.scrollHeight;
  });
}

function drawMail(state) {
  once('mailbox', state.mailbox, (mailbox) => {
    if (document.activeElement !== element('mail-address')) {
      element('mail-address').value = mailbox ?? '';
    }
  });
  once('mails', state.mails, (mails) => {
    element('no-mail').hidden = mails.length > 0;
    element('mail-messages').replaceChildren(...mails.toReversed().map((mail) => {
      const item = part('li');
      const head = part('p', 'mail-head');
      head.append(part('b', '', mail.subject ?? '(no subject)'), stamp(mail.at));
      item.append(head, part('p', 'mail-text', (mail.text ?? 'This mail has no plain text.').trim()));
      return item;
    }));
  });
}

async function reply(text) {
  const phone = latest?.phone;
  const result = element('reply-result');
  if (!phone || !text.trim()) {
    result.textContent = phone ? '' : 'Enter the number of the phone first.';
    return;
  }
  try {
    const { status } = await call('POST', `/sandbox/phones/${encodeURIComponent(phone)}/reply`, { text });
    result.textContent = status >= 200 && status < 300
      ? ''
      : status === 0 ? 'The connector did not answer.' : `The connector answered ${status}.`;
  } catch (refused) {
    result.textContent = refused.message;
  }
}

// ---- the bar ----

element('choose-ticket').addEventListener('change', (event) => go({ ticket: event.target.value }));
element('choose-psa').value = psa;
element('choose-psa').addEventListener('change', (event) => { location.search = new URLSearchParams({ psa: event.target.value }).toString(); });
element('choose-member').addEventListener('change', (event) => go({ member: event.target.value }));
element('bar').addEventListener('submit', (event) => event.preventDefault());
element('close-ticket').addEventListener('click', () =>
  call('PATCH', `/sandbox/${psa}/tickets/${ticket}`, { closed: !latest.ticket.closed }));
element('new-ticket').addEventListener('click', () => element('new-ticket-dialog').showModal());
element('new-ticket-cancel').addEventListener('click', () => element('new-ticket-dialog').close());
element('new-ticket-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()]));
  try {
    const wish = { summary: given.summary, type: given.type };
    if (given.contact) {
      const [firstName, ...rest] = given.contact.split(/\s+/u);
      const contact = { firstName, lastName: rest.join(' ') || 'User', companyId: 1 };
      if (given.mobile) {
        contact.mobile = given.mobile;
      }
      if (given.email) {
        contact.email = given.email;
      }
      wish.contactId = (await call('POST', `/sandbox/${psa}/contacts`, contact)).id;
    }
    go({ ticket: (await call('POST', `/sandbox/${psa}/tickets`, wish)).id });
  } catch (refused) {
    element('new-ticket-result').textContent = refused.message;
  }
});

document.querySelectorAll('[data-reply]').forEach((button) =>
  button.addEventListener('click', () => reply(button.dataset.reply)));
element('reply').addEventListener('submit', (event) => {
  event.preventDefault();
  reply(element('reply-text').value);
  element('reply-text').value = '';
});
for (const id of ['phone-number', 'mail-address']) {
  element(id).addEventListener('change', () => element(id).blur());
}

// ---- live ----

let chosenPhone = '';
let chosenMailbox = '';
element('phone-number').addEventListener('change', (event) => { chosenPhone = event.target.value.replace(/[^+\d]/gu, ''); });
element('mail-address').addEventListener('change', (event) => { chosenMailbox = event.target.value.trim(); });

async function look() {
  const asked = new URLSearchParams({ psa, ticket, phone: chosenPhone, mailbox: chosenMailbox });
  latest = await call('GET', `/sandbox/page/state?${asked}`);
  drawTicket(latest);
  drawPod(latest);
  drawPhone(latest);
  drawMail(latest);
}

async function prepare() {
  const setup = await call('GET', `/sandbox/page/setup?psa=${psa}`);
  const names = new Map(setup.members.map((one) => [one.id, one.name]));
  element('member-choice').hidden = setup.members.length === 0;
  element('ticket-member-line').hidden = setup.members.length === 0;
  fill('ticket-member', names.get(member) ?? member);
  element('choose-member').replaceChildren(...setup.members.map((one) => {
    const option = part('option', '', one.name);
    option.value = one.id;
    option.selected = one.id === member;
    return option;
  }));
  element('new-ticket-type').replaceChildren(...setup.types.map((type) => part('option', '', type)));
  document.querySelectorAll('.connector').forEach((place) => { place.textContent = setup.connector; });
}

let prepared = false;

async function live() {
  const starting = element('starting');
  try {
    if (!prepared) {
      await prepare();
      prepared = true;
    }
    await look();
    starting.textContent = '';
  } catch (failure) {
    starting.textContent = failure instanceof TypeError ? 'The sandbox has stopped.' : failure.message;
  }
  setTimeout(live, 500);
}

live();
