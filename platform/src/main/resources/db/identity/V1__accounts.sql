-- Who may come in. Tokens are not kept; a login is kept only as its digest.
create table account (
    id text primary key,
    role text not null check (role in ('citizen', 'officer', 'operator', 'relying-party')),
    office text,
    register text,
    record uuid,
    name text not null,
    made timestamptz not null,
    closed timestamptz,
    check ((register is null) = (record is null))
);

create table login (
    digest bytea primary key,
    account text not null references account,
    until timestamptz not null,
    reusable boolean not null,
    used timestamptz
);

create table ended (
    serial text primary key,
    until timestamptz not null
);
