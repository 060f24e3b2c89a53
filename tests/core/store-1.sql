-- A file of form 1: an active task, whose follower and whose orderer are gone, and a finished one.
CREATE TABLE counter (value INTEGER NOT NULL);
INSERT INTO counter VALUES (0);
CREATE TABLE task (
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  service TEXT,
  remote_id TEXT,
  title TEXT,
  status TEXT NOT NULL,
  active INTEGER NOT NULL,
  final INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  created INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  heard INTEGER NOT NULL,
  copies INTEGER NOT NULL,
  state TEXT NOT NULL,
  revision INTEGER NOT NULL,
  author TEXT NOT NULL,
  intent TEXT NOT NULL,
  removed INTEGER NOT NULL,
  order_revision INTEGER NOT NULL,
  order_author TEXT,
  follower TEXT,
  seq INTEGER NOT NULL);
CREATE INDEX task_active ON task (created) WHERE active = 1 AND removed = 0;
CREATE INDEX task_finished ON task (created) WHERE active = 0 AND removed = 0;
CREATE INDEX task_remote_id ON task (remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX task_follower ON task (follower) WHERE follower IS NOT NULL;
CREATE INDEX task_order ON task (order_author) WHERE intent <> 'none';
CREATE INDEX task_removed ON task (removed) WHERE removed > 0;
CREATE INDEX task_seq ON task (seq);
UPDATE counter SET value = 4;
INSERT INTO task VALUES ('11111111-active', 'account', 'Service', 'remote-1', 'A lighthouse in fog',
  'IN_PROGRESS', 1, 0, 1, 1700000000000000, 0, 1700000001000000, 1700000002000000, 0,
  '{"kind":"image","title":"A lighthouse in fog","remoteId":"remote-1","status":"IN_PROGRESS","intent":"none","progress":0.5,"created":1700000000000000,"submitted":1700000000000000,"started":1700000001000000,"changed":1700000001000000,"heard":1700000002000000}',
  2, 'gone', 'cancelling', 0, 3, 'gone-too', 'gone', 3);
INSERT INTO task VALUES ('22222222-finished', 'account', 'Service', 'remote-2', 'Rain on glass',
  'COMPLETED', 0, 1, 1, 1600000000000000, 1600000009000000, 1600000009000000, 1600000009000000, 0,
  '{"kind":"image","title":"Rain on glass","remoteId":"remote-2","status":"COMPLETED","intent":"none","progress":1.0,"created":1600000000000000,"submitted":1600000000000000,"started":1600000001000000,"finished":1600000009000000,"changed":1600000009000000,"heard":1600000009000000}',
  4, 'gone', 'none', 0, 4, 'gone', NULL, 4);
PRAGMA user_version = 1;
