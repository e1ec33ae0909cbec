"""The tables as migration 1 makes them, and what later ones add.

A migration that was published is never edited: add another.
"""

FIRST = (
    """
    CREATE TABLE texts (  -- long texts that come again at every look, each kept once
        id   INTEGER PRIMARY KEY,
        crc  INTEGER NOT NULL,  -- CRC-32 of the UTF-8 bytes: finds the text without a second copy of it
        text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX texts_by_crc ON texts (crc)",
    """
    CREATE TABLE motives (  -- what must be remembered of a motive; changes rarely
        id    INTEGER PRIMARY KEY,
        name  TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL  -- JSON: watched_since, open, trouble, blind_told
    ) STRICT
    """,
    """
    CREATE TABLE looks (  -- what changes at every look, kept apart so that the state is not written again
        motive         INTEGER PRIMARY KEY REFERENCES motives (id),
        last_check     INTEGER REFERENCES checks (id),  -- null if not looked at yet
        last_look_ms   INTEGER,  -- null if not looked at yet
        last_answer_ms INTEGER,  -- null if the site has not answered the question yet
        due_ms         INTEGER,  -- when the next look is due; null if not decided
        strain_kind    TEXT NOT NULL,    -- the ladder it stands on; empty if on none
        strain_count   INTEGER NOT NULL  -- its rung; 0 if on none
    ) STRICT
    """,
    """
    CREATE TABLE checks (  -- one look at one motive; numbers grow and are never given twice
        id          INTEGER PRIMARY KEY,
        motive      INTEGER NOT NULL REFERENCES motives (id),
        at_ms       INTEGER NOT NULL,  -- when it began, milliseconds since 1970 UTC
        offset_min  INTEGER NOT NULL,  -- local time minus UTC at that instant, minutes
        took_ms     INTEGER NOT NULL,
        kind        TEXT NOT NULL,     -- available, no_slot, not_open, needs_human, blocked, maintenance, …
        detail      INTEGER REFERENCES texts (id),  -- the reason in words; null if there are none
        url         INTEGER REFERENCES texts (id),  -- final address; null if no answer came
        status      INTEGER,  -- HTTP; null if no answer came
        marker      INTEGER REFERENCES texts (id),  -- what decided; null if nothing did
        digest      BLOB,     -- SHA-256 of the body; null if no body came
        first_day   TEXT,     -- first day on offer, YYYY-MM-DD; null if none, or the site gives no days
        second_day  TEXT,     -- second distinct day on offer; null if there is none
        slots       INTEGER REFERENCES texts (id),  -- JSON list of [day, hour, place]; null if none on offer
        retry_after REAL      -- seconds the site asked for; null if it asked nothing
    ) STRICT
    """,
    "CREATE INDEX checks_by_motive ON checks (motive, at_ms)",
    # the same promise as AUTOINCREMENT, whose counter is one more page to write at every look
    """
    CREATE TRIGGER last_number_is_kept BEFORE DELETE ON checks
    WHEN old.id = (SELECT max(id) FROM checks)
    BEGIN SELECT raise(ABORT, 'the latest check must stay: its number would be given again'); END
    """,
    """
    CREATE TABLE episodes (  -- one slot, from the first look that showed it to the first answer that did not
        id           INTEGER PRIMARY KEY,
        motive       INTEGER NOT NULL REFERENCES motives (id),
        day          TEXT,  -- YYYY-MM-DD, local; null if the site does not say
        at           TEXT,  -- HH:MM:SS, local; null if the site does not say
        place        TEXT NOT NULL,  -- empty if there is only one
        opened_ms    INTEGER NOT NULL,
        last_seen_ms INTEGER NOT NULL,
        closed_ms    INTEGER,  -- null while open
        told         INTEGER NOT NULL  -- 1 if its owner wanted to hear of it, and a message was queued
    ) STRICT
    """,
    "CREATE INDEX episodes_open ON episodes (motive) WHERE closed_ms IS NULL",
    """
    CREATE TABLE events (  -- what was worth telling
        id       TEXT PRIMARY KEY,
        motive   TEXT NOT NULL,  -- empty if it concerns the installation itself
        at_ms    INTEGER NOT NULL,
        kind     TEXT NOT NULL,  -- slots_opened, slots_gone, trouble_entered, …
        what     TEXT NOT NULL,  -- JSON, fields by kind
        check_id INTEGER REFERENCES checks (id)  -- null if it came of no look
    ) STRICT
    """,
    """
    CREATE TABLE deliveries (  -- the outbox: one event for one channel
        id         TEXT PRIMARY KEY,
        event      TEXT NOT NULL REFERENCES events (id),
        channel    TEXT NOT NULL,
        state      TEXT NOT NULL,     -- queued, retrying, sent, expired
        due_ms     INTEGER NOT NULL,  -- not tried before
        expires_ms INTEGER NOT NULL,  -- given up after
        tries      INTEGER NOT NULL,
        gone_at_ms INTEGER,  -- null while its slots are not known to be gone
        sent_at_ms INTEGER,  -- null if not sent, or the sender gave no instant
        error      TEXT NOT NULL  -- the last failure, redacted; empty if none
    ) STRICT
    """,
    "CREATE INDEX deliveries_by_event ON deliveries (event)",
    "CREATE INDEX deliveries_pending ON deliveries (state) WHERE state IN ('queued', 'retrying')",
    """
    CREATE TABLE hosts (
        host     TEXT PRIMARY KEY,
        until_ms INTEGER NOT NULL  -- no motive of this host is looked at before
    ) STRICT
    """,
)

RELEASES = (
    """
    ALTER TABLE checks
    ADD COLUMN released_ms INTEGER /* when the site last published slots; null if it did not say */
    """,
)

SESSIONS = (
    """
    CREATE TABLE sessions (  -- the owner's sessions on sites with a captcha, and how long those before them lasted
        id           INTEGER PRIMARY KEY,
        motive       TEXT NOT NULL,     -- its name
        host         TEXT NOT NULL,     -- what is learned holds for all motives of a host
        how          TEXT NOT NULL,     -- opened (the owner answered the captcha), imported
        opened_ms    INTEGER NOT NULL,
        cookies      TEXT,     -- secret; null once it is over
        told_ms      INTEGER,  -- null until its owner was told that it usually ends soon
        last_good_ms INTEGER,  -- the last answer it let in; null while it lasts (see looks), or if there was none
        ended_ms     INTEGER,  -- null while it lasts
        refused      INTEGER   -- 1 if the site ended it, 0 if its owner did; null while it lasts
    ) STRICT
    """,
    "CREATE UNIQUE INDEX sessions_open ON sessions (motive) WHERE ended_ms IS NULL",
)

CHAIN = (
    "ALTER TABLE checks ADD COLUMN synchronised INTEGER /* 1 if the clock followed a time server; null unknown */",
    "ALTER TABLE checks ADD COLUMN gap_s INTEGER /* our clock minus the server's, seconds; null unknown */",
    """
    CREATE TABLE seals (  -- the chain: see chain.py for what is hashed
        number   INTEGER PRIMARY KEY,  -- 1, 2, 3… without a gap
        hash     BLOB NOT NULL,        -- SHA-256 of the entry's line, which holds the hash before it
        check_id INTEGER REFERENCES checks (id)  -- null if it is in entries
    ) STRICT
    """,
    """
    CREATE TABLE entries (  -- what the chain holds beside checks: captures, attempts by hand, starts, stamps…
        number INTEGER PRIMARY KEY REFERENCES seals (number) DEFERRABLE INITIALLY DEFERRED,
        kind   TEXT NOT NULL,
        motive TEXT NOT NULL,     -- its name; empty if it concerns the installation itself
        at_ms  INTEGER NOT NULL,
        facts  TEXT NOT NULL      -- JSON, fields by kind; hashed letter by letter
    ) STRICT
    """,
    "CREATE INDEX entries_by_kind ON entries (kind, motive)",
    *(
        f"""
        CREATE TRIGGER {table}_stay_{way.lower()} BEFORE {way} ON {table}
        BEGIN SELECT raise(ABORT, 'the chain only grows'); END
        """
        for table in ("seals", "entries")
        for way in ("UPDATE", "DELETE")
    ),
)

BUDGETS = (
    """
    CREATE TABLE budgets (  -- what each host was sent on its last day: a daily budget survives a restart
        host     TEXT PRIMARY KEY,
        day      TEXT NOT NULL,    -- YYYY-MM-DD, in Paris
        requests INTEGER NOT NULL
    ) STRICT
    """,
)
