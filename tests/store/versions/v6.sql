-- A database of format 6, as SQL. Synthetic: no site, no person. Never edited once that format was published.
PRAGMA user_version=6;
BEGIN TRANSACTION;
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
    , released_ms INTEGER /* when the site last published slots; null if it did not say */, synchronised INTEGER /* 1 if the clock followed a time server; null unknown */, gap_s INTEGER /* our clock minus the server's, seconds; null unknown */) STRICT
    ;
INSERT INTO "checks" VALUES(1,1,1772442000000,60,345,'no_slot',1,2,200,1,X'ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB',NULL,NULL,NULL,NULL,1772373600000,NULL,NULL);
INSERT INTO "checks" VALUES(2,1,1772442300000,60,500,'available',NULL,2,200,3,X'CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD','2026-04-01','2026-04-02',4,NULL,1772373600000,NULL,NULL);
INSERT INTO "checks" VALUES(3,2,1772442300000,60,100,'blocked',5,6,429,7,X'EFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEF',NULL,NULL,NULL,3600.0,NULL,NULL,NULL);
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
    ;
INSERT INTO "deliveries" VALUES('event-1:mail','event-1','mail','queued',1772442300000,1772528700000,0,NULL,NULL,'');
INSERT INTO "deliveries" VALUES('event-1:sms','event-1','sms','sent',1772442300000,1772528700000,1,NULL,1772442300000,'');
CREATE TABLE entries (  -- what the chain holds beside checks: captures, attempts by hand, starts, stamps…
        number INTEGER PRIMARY KEY REFERENCES seals (number) DEFERRABLE INITIALLY DEFERRED,
        kind   TEXT NOT NULL,
        motive TEXT NOT NULL,     -- its name; empty if it concerns the installation itself
        at_ms  INTEGER NOT NULL,
        facts  TEXT NOT NULL      -- JSON, fields by kind; hashed letter by letter
    ) STRICT
    ;
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
    ;
INSERT INTO "episodes" VALUES(1,1,'2026-04-01','09:40:00','Créteil',1772442300000,1772442300000,NULL,1);
INSERT INTO "episodes" VALUES(2,1,'2026-04-02',NULL,'',1772442300000,1772442300000,NULL,1);
CREATE TABLE events (  -- what was worth telling
        id       TEXT PRIMARY KEY,
        motive   TEXT NOT NULL,  -- empty if it concerns the installation itself
        at_ms    INTEGER NOT NULL,
        kind     TEXT NOT NULL,  -- slots_opened, slots_gone, trouble_entered, …
        what     TEXT NOT NULL,  -- JSON, fields by kind
        check_id INTEGER REFERENCES checks (id)  -- null if it came of no look
    ) STRICT
    ;
INSERT INTO "events" VALUES('event-1','renewal',1772442300000,'slots_opened','{"slots":[{"day":"2026-04-01","at":"09:40:00","place":"Créteil"},{"day":"2026-04-02","at":null,"place":""}],"total":2}',2);
CREATE TABLE hosts (
        host     TEXT PRIMARY KEY,
        until_ms INTEGER NOT NULL  -- no motive of this host is looked at before
    ) STRICT
    ;
INSERT INTO "hosts" VALUES('other.example',1772445600000);
CREATE TABLE looks (  -- what changes at every look, kept apart so that the state is not written again
        motive         INTEGER PRIMARY KEY REFERENCES motives (id),
        last_check     INTEGER REFERENCES checks (id),  -- null if not looked at yet
        last_look_ms   INTEGER,  -- null if not looked at yet
        last_answer_ms INTEGER,  -- null if the site has not answered the question yet
        due_ms         INTEGER,  -- when the next look is due; null if not decided
        strain_kind    TEXT NOT NULL,    -- the ladder it stands on; empty if on none
        strain_count   INTEGER NOT NULL  -- its rung; 0 if on none
    ) STRICT
    ;
INSERT INTO "looks" VALUES(1,2,1772442300000,1772442300000,1772442600000,'',0);
INSERT INTO "looks" VALUES(2,3,1772442300000,NULL,1772445600000,'blocked',1);
CREATE TABLE motives (  -- what must be remembered of a motive; changes rarely
        id    INTEGER PRIMARY KEY,
        name  TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL  -- JSON: watched_since, open, trouble, blind_told
    ) STRICT
    ;
INSERT INTO "motives" VALUES(1,'renewal','{"watched_since":"2026-03-02T09:00:00+00:00","last_look":null,"last_answer":null,"open":[{"slot":{"day":"2026-04-01","at":"09:40:00","place":"Créteil"},"since":"2026-03-02T09:05:00+00:00","told":true},{"slot":{"day":"2026-04-02","at":null,"place":""},"since":"2026-03-02T09:05:00+00:00","told":true}],"trouble":null,"blind_told":false}');
INSERT INTO "motives" VALUES(2,'naturalisation','{"watched_since":"2026-03-02T09:05:00+00:00","last_look":null,"last_answer":null,"open":[],"trouble":{"kind":"blocked","since":"2026-03-02T09:05:00+00:00","began":"2026-03-02T09:05:00+00:00","count":1,"told":[]},"blind_told":false}');
CREATE TABLE seals (  -- the chain: see chain.py for what is hashed
        number   INTEGER PRIMARY KEY,  -- 1, 2, 3… without a gap
        hash     BLOB NOT NULL,        -- SHA-256 of the entry's line, which holds the hash before it
        check_id INTEGER REFERENCES checks (id)  -- null if it is in entries
    ) STRICT
    ;
INSERT INTO "seals" VALUES(1,X'151089C25C60881C5F98348137968A388D12864151FF3F353140367AFEEFD377',1);
INSERT INTO "seals" VALUES(2,X'D6C95D37132F747CB6F5967428C1A581527512BF0B899F7CDEFEB8B7F28C41CB',2);
INSERT INTO "seals" VALUES(3,X'63470BF0F80CECF3768F26C7EF7EBD86FED28C1AD368119EBA38B9AC837887C0',3);
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
    ;
INSERT INTO "sessions" VALUES(1,'renewal','booking.example','opened',1772434800000,NULL,NULL,1772441700000,1772442000000,1);
INSERT INTO "sessions" VALUES(2,'renewal','booking.example','opened',1772442000000,'[{"name":"SESSION","value":"made-up","domain":"booking.example","path":"/","host_only":true,"secure":true,"http_only":true,"expires":null}]',NULL,NULL,NULL,NULL);
CREATE TABLE texts (  -- long texts that come again at every look, each kept once
        id   INTEGER PRIMARY KEY,
        crc  INTEGER NOT NULL,  -- CRC-32 of the UTF-8 bytes: finds the text without a second copy of it
        text TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "texts" VALUES(1,1808690798,'Aucun créneau disponible');
INSERT INTO "texts" VALUES(2,2004117968,'https://booking.example/motif/1');
INSERT INTO "texts" VALUES(3,2114584475,'td.libre');
INSERT INTO "texts" VALUES(4,1267075377,'[["2026-04-01","09:40:00","Créteil"],["2026-04-02",null,""]]');
INSERT INTO "texts" VALUES(5,3605622964,'HTTP 429');
INSERT INTO "texts" VALUES(6,2529164123,'https://other.example/');
INSERT INTO "texts" VALUES(7,3087078899,'Too Many Requests');
CREATE TABLE budgets (  -- what each host was sent on its last day: a daily budget survives a restart
        host     TEXT PRIMARY KEY,
        day      TEXT NOT NULL,    -- YYYY-MM-DD, in Paris
        requests INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "budgets" VALUES('www.prefecture.example','2026-03-02',412);
CREATE INDEX texts_by_crc ON texts (crc);
CREATE INDEX checks_by_motive ON checks (motive, at_ms);
CREATE TRIGGER last_number_is_kept BEFORE DELETE ON checks
    WHEN old.id = (SELECT max(id) FROM checks)
    BEGIN SELECT raise(ABORT, 'the latest check must stay: its number would be given again'); END;
CREATE INDEX episodes_open ON episodes (motive) WHERE closed_ms IS NULL;
CREATE INDEX deliveries_by_event ON deliveries (event);
CREATE INDEX deliveries_pending ON deliveries (state) WHERE state IN ('queued', 'retrying');
CREATE UNIQUE INDEX sessions_open ON sessions (motive) WHERE ended_ms IS NULL;
CREATE INDEX entries_by_kind ON entries (kind, motive);
CREATE TRIGGER seals_stay_update BEFORE UPDATE ON seals
        BEGIN SELECT raise(ABORT, 'the chain only grows'); END;
CREATE TRIGGER seals_stay_delete BEFORE DELETE ON seals
        BEGIN SELECT raise(ABORT, 'the chain only grows'); END;
CREATE TRIGGER entries_stay_update BEFORE UPDATE ON entries
        BEGIN SELECT raise(ABORT, 'the chain only grows'); END;
CREATE TRIGGER entries_stay_delete BEFORE DELETE ON entries
        BEGIN SELECT raise(ABORT, 'the chain only grows'); END;
COMMIT;
