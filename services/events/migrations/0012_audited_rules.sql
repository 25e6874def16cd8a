-- An audit of the log reads what sealed decisions name by digest, as the role that seals it.
CREATE POLICY audit ON rule_package FOR SELECT TO kezhuan_relay USING (true);
CREATE POLICY audit ON rule_entry FOR SELECT TO kezhuan_relay USING (true);
GRANT SELECT ON rule_package, rule_entry TO kezhuan_relay;
