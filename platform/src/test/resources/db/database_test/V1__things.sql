create table thing (
    id uuid primary key,
    number bigint,
    small integer,
    words text,
    facts jsonb,
    raw bytea,
    yes boolean,
    day date,
    at timestamptz,
    names text[],
    blobs bytea[],
    ids uuid[]
);
