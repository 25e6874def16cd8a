-- Decisions in whose place another one stands: a replay compares them, and counts no money for them. Which
-- those are is the service's to say, by replacing this view.
CREATE VIEW outdone_decision WITH (security_invoker = true) AS SELECT id FROM decision WHERE false;
GRANT SELECT ON outdone_decision TO kezhuan_app;
