-- Everything belongs to exactly one installation. "sealed" columns hold data under our own keys; "hash" columns hold keyed hashes.

create table system_key (
    name       text primary key,
    sealed     bytea       not null,
    created_at timestamptz not null default clock_timestamp()
);

create table installation (
    id         text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
    psa        text        not null check (psa in ('connectwise', 'autotask')),
    name       text        not null check (name <> ''),
    settings   jsonb       not null,
    secrets    bytea       not null,
    trial      boolean     not null default false,
    created_at timestamptz not null default clock_timestamp()
);

-- The public names under which a PSA delivers webhooks; one per registration.
create table hook (
    hook         text primary key check (hook ~ '^[A-Za-z0-9_-]{22}$'),
    installation text not null references installation
);

create table api_key (
    id           text primary key,
    installation text        not null references installation,
    name         text        not null check (name <> ''),
    hash         text        not null unique,
    scopes       text[]      not null,
    created_at   timestamptz not null default clock_timestamp(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- Policy is what its events say; the newest line holds.
create table policy_event (
    installation text        not null references installation,
    number       int         not null,
    at           timestamptz not null,
    by           text        not null,
    policy       jsonb       not null,
    primary key (installation, number)
);

create table customer (
    id           text primary key,
    installation text not null references installation,
    key          text not null,
    name         text not null,
    unique (installation, key)
);

create table customer_company (
    installation text   not null references installation,
    company      bigint not null,
    customer     text   not null references customer,
    primary key (installation, company)
);

-- The key under which one person's data stands. Deleting the row erases the person; the hash chains still check.
create table subject_key (
    id           text primary key,
    installation text  not null references installation,
    sealed       bytea not null
);

create table account (
    id           text primary key,
    installation text        not null references installation,
    customer     text        not null references customer,
    subject      text        not null,
    sealed       bytea       not null,
    person_hash  text        not null,
    -- of the names that this person had before
    former_hashes text[]     not null default '{}',
    created_at   timestamptz not null,
    erased_at    timestamptz
);

create index account_by_customer on account (customer) where erased_at is null;
create index account_by_person on account (installation, person_hash);

create table contact_point (
    id           text primary key,
    installation text        not null references installation,
    account      text        not null references account,
    kind         text        not null check (kind in ('mobile', 'mail')),
    sealed       bytea,
    hash         text        not null,
    provenance   text        not null,
    first_seen   timestamptz not null,
    settling     text        not null check (settling in ('settled', 'quarantined', 'awaits-person')),
    settles_at   timestamptz,
    former       text,
    replaces     text references contact_point,
    removed_at   timestamptz,
    consent      jsonb       not null default '{}'
);

create index contact_point_by_account on contact_point (account);
create index contact_point_by_hash on contact_point (installation, hash);
create index contact_point_unsettled on contact_point (installation, first_seen desc, id desc) where removed_at is null and settling <> 'settled';

-- Who decided that a number or address counts which no time would have settled. Only added to. The reason is sealed under the key of its person.
create table confirmed_point (
    point        text        not null references contact_point,
    at           timestamptz not null,
    installation text        not null references installation,
    by           text        not null,
    sealed       bytea       not null,
    primary key (point, at)
);

create index confirmed_point_lately on confirmed_point (installation, at desc);

-- What is known of a number or address apart from whom it belongs to. Kept by its hash, so that it survives re-import, erasure and re-creation.
create table place_state (
    installation text        not null references installation,
    hash         text        not null,
    state        text        not null check (state in ('OPTED_OUT', 'CANNOT_RECEIVE', 'FROZEN')),
    since        timestamptz not null,
    -- a place may be frozen and opted out at the same time: neither ends the other
    primary key (installation, hash, state)
);

create table contact_link (
    installation text        not null references installation,
    contact      bigint      not null,
    account      text        not null references account,
    at           timestamptz not null,
    by           text        not null,
    -- since when the PSA no longer counts the contact among the company's people
    gone_at      timestamptz,
    primary key (installation, contact)
);

create index contact_link_by_account on contact_link (account);

-- The one act by which a PSA's contacts became accounts: how far it came. Afterwards up to when they are kept current, and how far they are compared anew.
create table take_over (
    installation   text primary key references installation,
    new_customers  boolean     not null,
    begun_at       timestamptz not null,
    companies_upto bigint      not null default 0,
    companies_read boolean     not null default false,
    contacts_upto  bigint      not null default 0,
    pages          int         not null default 0,
    contacts       int         not null default 0,
    taken          int         not null default 0,
    on_file        int         not null default 0,
    inactive       int         not null default 0,
    catch_all      int         not null default 0,
    elsewhere      int         not null default 0,
    finished_at    timestamptz,
    compared_upto  bigint,
    current_upto   timestamptz
);

-- The PSA's companies at the take-over, and how many of their contacts nobody wanted.
create table psa_company (
    installation text    not null references installation,
    company      bigint  not null,
    name         text    not null,
    active       boolean not null,
    -- the MSP itself
    msp          boolean not null,
    passed_over  int     not null default 0,
    primary key (installation, company)
);

-- Numbers at which a company answers, whoever picks up.
create table company_number (
    installation text   not null references installation,
    hash         text   not null,
    company      bigint not null,
    primary key (installation, hash, company)
);

-- What the take-over did not settle. The masked place is sealed under the key of its person.
create table take_over_doubt (
    installation text   not null references installation,
    contact      bigint not null,
    account      text   not null references account,
    place        text   not null,
    doubt        text   not null,
    sealed       bytea,
    primary key (installation, contact, place, doubt)
);

create table verification (
    id           text primary key,
    installation text        not null references installation,
    ticket       bigint,
    contact      bigint,
    account      text,
    subject      text        not null,
    requested_at timestamptz not null,
    deadline     timestamptz not null,
    events       int         not null,
    head         text        not null,
    outcome      text,
    decided_at   timestamptz,
    disputed     boolean     not null default false
);

create index verification_by_ticket on verification (installation, ticket, requested_at desc);
create index verification_open on verification (installation, ticket) where outcome is null;

-- Transaction numbers begin anew where the database was restored into another server: then a new era begins.
create table journal_era (
    era      int primary key,
    begun_at timestamptz not null default clock_timestamp()
);

insert into journal_era (era) values (1);

create table event (
    id           bigint generated always as identity,
    verification text        not null references verification,
    number       int         not null,
    installation text        not null,
    type         text        not null,
    at           timestamptz not null,
    stored       bytea       not null,
    hash         text        not null,
    -- numbers are given before the commit: read in the order of ids alone, a reader could pass over one that is committed late
    era          int         not null references journal_era,
    written_by   xid8        not null default pg_current_xact_id(),
    primary key (verification, number)
);

create index event_in_order on event (installation, era, written_by, id);

-- One signature over all events that were written since the one before. Without it the removal of a whole verification would not show.
create table seal (
    installation text        not null references installation,
    number       int         not null,
    -- the last event under it
    era          int         not null,
    written_by   xid8        not null,
    event        bigint      not null,
    events       int         not null,
    root         text        not null,
    at           timestamptz not null,
    signature    text        not null,
    primary key (installation, number)
);

-- The code while it is alive. The row is gone as soon as the outcome is decided.
create table live_code (
    verification text primary key references verification,
    sealed       bytea not null
);

create table outgoing (
    verification text        not null references verification,
    installation text        not null references installation,
    channel      text        not null,
    copy         int         not null,
    place_hash   text        not null,
    token        text        not null unique,
    state        text        not null,
    since        timestamptz,
    attempts     int         not null,
    reference    text,
    primary key (verification, channel, copy)
);

-- A reply comes from a number: which of our messages did it last get?
create index outgoing_by_place on outgoing (installation, place_hash, since desc);

create table note (
    verification   text        not null references verification,
    kind           text        not null,
    installation   text        not null references installation,
    state          text        not null,
    since          timestamptz,
    looks          int         not null,
    unclear_before boolean     not null,
    note           bigint,
    why            text,
    primary key (verification, kind)
);

create index note_unfinished on note (installation) where state in ('PARKED', 'UNKNOWN', 'OWED', 'POSTING');

create table tally (
    installation text        not null,
    kind         text        not null,
    key          text        not null,
    at           timestamptz not null
);

create index tally_newest on tally (installation, kind, key, at desc);

-- A webhook is stored as it came, then answered, then read.
create table webhook (
    id           bigint generated always as identity primary key,
    installation text        not null references installation,
    message_id   text        not null,
    subject      text        not null,
    number       bigint      not null,
    ours         boolean     not null,
    -- who made the change, as the PSA names them there
    by           text        not null default '',
    received_at  timestamptz not null default clock_timestamp(),
    read_at      timestamptz,
    unique (installation, message_id)
);

create index webhook_unread on webhook (installation, subject, number) where read_at is null;

-- What somebody changed in the last minutes. Costs next to nothing when a webhook is kept.
create index webhook_lately on webhook using brin (received_at);

-- Was this ticket read since?
create index webhook_read on webhook (installation, subject, number, read_at) where read_at is not null;

-- Up to when a PSA was asked what changed.
create table reconciled (
    installation text primary key references installation,
    up_to        timestamptz not null
);

-- The numbers from which our own texts went out, as the text service listed them: answers to other numbers of its account are none of ours.
create table text_sender (
    installation text not null references installation,
    number       text not null,
    primary key (installation, number)
);

-- Up to when a text service was asked what was answered, where it cannot reach us.
create table texts_polled (
    installation text primary key references installation,
    up_to        timestamptz not null
);

-- What the product itself registered at a PSA.
create table registration (
    installation  text        not null references installation,
    subject       text        not null check (subject in ('TICKETS', 'CONTACTS', 'PAGE')),
    number        bigint      not null,
    address       text        not null,
    registered_at timestamptz not null default clock_timestamp(),
    primary key (installation, subject)
);

-- When an installation's webhooks were looked at last, by whichever replica, and since when something is wrong with them that the team was told of.
create table watched (
    installation text primary key references installation,
    looked_at    timestamptz not null,
    wrong_since  timestamptz
);

-- Something about an installation that its team is told of, and the ways that took it already.
create table alarm (
    id           text primary key,
    installation text        not null references installation,
    kind         text        not null,
    detail       text        not null,
    at           timestamptz not null
);

create table alarm_told (
    alarm text        not null references alarm on delete cascade,
    way   text        not null,
    at    timestamptz not null default clock_timestamp(),
    primary key (alarm, way)
);

-- A vendor that allows so many calls at once allows them to all replicas together. A turn that nobody gave back ends by itself.
create unlogged table turn (
    installation text        not null,
    entity       text        not null,
    number       int         not null,
    taken_until  timestamptz not null,
    holder       text        not null,
    primary key (installation, entity, number)
);

-- Where the key stands by which an installation's newest genuine callback was signed: fetched at start, so that the first callback does not wait for it.
create table callback_key (
    installation text primary key references installation,
    address      text not null
);

-- A message that tells a contact point that another is to take its place.
create table notice (
    token        text primary key,
    installation text        not null references installation,
    point        text        not null references contact_point,
    place_hash   text        not null,
    sent_at      timestamptz not null,
    -- how the provider calls the message, once it took it
    reference    text
);

create index notice_by_place on notice (installation, place_hash, sent_at desc);

-- Which ways an alert has taken already.
create table alert (
    verification text        not null references verification,
    kind         text        not null,
    way          text        not null,
    at           timestamptz not null,
    primary key (verification, kind, way)
);

-- Texts that were listened to. A provider's signature holds no time: without this, an old YES would confirm a later call.
create table heard (
    installation text        not null references installation,
    message      text        not null,
    at           timestamptz not null,
    primary key (installation, message)
);

-- People of the MSP who signed in at its identity provider. Until an administrator admits them they may do nothing.
create table staff (
    id           text primary key,
    installation text        not null references installation,
    issuer       text        not null,
    subject      text        not null,
    -- what the identity provider said last; proves nothing
    name         text        not null,
    email        text,
    asked_at     timestamptz not null default clock_timestamp(),
    signed_in_at timestamptz not null default clock_timestamp(),
    -- whom the PSA knows them as; bound once
    identifier   text,
    roles        text[]      not null default '{}',
    admitted_at  timestamptz,
    admitted_by  text,
    unique (installation, issuer, subject),
    unique (installation, identifier)
);

-- A link that makes whoever signs in through it the first administrator. Works once.
create table setup_link (
    hash         text primary key,
    installation text        not null references installation,
    made_at      timestamptz not null default clock_timestamp(),
    used_at      timestamptz
);

-- Somebody was sent to the identity provider and is expected back.
create table sign_in (
    state        text primary key,
    installation text        not null references installation,
    purpose      text        not null check (purpose in ('POD', 'CONSOLE', 'SETUP')),
    page         text        not null check (page in ('FRAME', 'WINDOW')),
    ticket       bigint      not null,
    challenge    text        not null,
    setup_link   text references setup_link,
    silent       boolean     not null,
    sealed       bytea       not null,
    begun_at     timestamptz not null default clock_timestamp()
);

-- Somebody came back proved; the page that sent them takes this over with what it kept for itself.
create table handover (
    code         text primary key,
    installation text        not null references installation,
    staff        text        not null references staff on delete cascade,
    purpose      text        not null,
    ticket       bigint      not null,
    challenge    text        not null,
    setup_link   text references setup_link,
    made_at      timestamptz not null default clock_timestamp()
);

create table pod_session (
    hash         text primary key,
    installation text        not null references installation,
    ticket       bigint      not null,
    identifier   text        not null,
    name         text        not null,
    email        text,
    in_events    text,
    -- present where the identity provider proved the technician, not the PSA's page
    staff        text references staff on delete cascade,
    begun_at     timestamptz not null,
    used_at      timestamptz not null
);

create index pod_session_by_staff on pod_session (staff) where staff is not null;

create table console_session (
    hash         text primary key,
    staff        text        not null references staff on delete cascade,
    begun_at     timestamptz not null default clock_timestamp(),
    used_at      timestamptz not null default clock_timestamp()
);

create table idempotency (
    installation text        not null references installation,
    key          text        not null,
    request      text        not null,
    verification text,
    at           timestamptz not null,
    primary key (installation, key)
);

-- db-scheduler's own table, in the form that its documentation gives for PostgreSQL.
create table scheduled_tasks (
    task_name            text                     not null,
    task_instance        text                     not null,
    task_data            bytea,
    execution_time       timestamp with time zone not null,
    picked               boolean                  not null,
    picked_by            text,
    last_success         timestamp with time zone,
    last_failure         timestamp with time zone,
    consecutive_failures int,
    last_heartbeat       timestamp with time zone,
    version              bigint                   not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on scheduled_tasks (last_heartbeat);
